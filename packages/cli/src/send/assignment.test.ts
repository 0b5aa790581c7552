import { describe, expect, test } from 'vitest'
import { assign, parseAssignment } from './assignment.js'

const set = (body: Parameters<typeof assign>[0], text: string) => assign(body, parseAssignment(text))

describe('--set', () => {
  test('puts a value at its path and leaves the rest as it was', () => {
    const body = { data: { video_id: 'v0', duration: 30 } }
    expect(set(body, 'data.video_id=v1')).toEqual({ data: { video_id: 'v1', duration: 30 } })
    expect(body.data.video_id).toBe('v0')
  })

  test('reads JSON as JSON, and everything else as text', () => {
    expect(set({}, 'n=12')).toEqual({ n: 12 })
    expect(set({}, 'n="12"')).toEqual({ n: '12' })
    expect(set({}, 'n=null')).toEqual({ n: null })
    expect(set({}, 'n={"code":50000}')).toEqual({ n: { code: 50000 } })
    expect(set({}, 'n=https://example.com/?a=b')).toEqual({ n: 'https://example.com/?a=b' })
    expect(set({}, 'n=')).toEqual({ n: '' })
  })

  test('creates missing objects on the path, also in place of other values', () => {
    expect(set({}, 'data.error.message=No')).toEqual({ data: { error: { message: 'No' } } })
    expect(set({ data: 'text' }, 'data.a=1')).toEqual({ data: { a: 1 } })
    expect(set({ data: null }, 'data.a=1')).toEqual({ data: { a: 1 } })
  })

  test('changes entries of lists, and may append one', () => {
    expect(set({ list: ['a', 'b'] }, 'list.1=c')).toEqual({ list: ['a', 'c'] })
    expect(set({ list: ['a'] }, 'list.1=b')).toEqual({ list: ['a', 'b'] })
    expect(set({ list: [{ a: 1 }] }, 'list.0.a=2')).toEqual({ list: [{ a: 2 }] })
    expect(() => set({ list: [] }, 'list.1=b')).toThrow('1 is not a position in a list of 0')
    expect(() => set({ list: [] }, 'list.first=b')).toThrow('first is not a position in a list of 0')
  })

  test.each(['data.video_id', '=v1', 'data.=v1', '.a=1', '__proto__.polluted=1'])(
    'refuses %s, and says what it needs',
    (text) => {
      expect(() => parseAssignment(text)).toThrow('--set needs a path and a value')
    },
  )

  test('treats the names of built-in properties as fields', () => {
    expect(set({}, 'constructor.name=x')).toEqual({ constructor: { name: 'x' } })
  })
})
