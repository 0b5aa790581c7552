import { describe, expect, test } from 'vitest'
import { vidhook } from './vidhook.js'

describe('vidhook completion', () => {
  const suggest = async (...words: string[]) => {
    const run = await vidhook(['completion', 'suggest', '--', ...words])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    return run.stdout.split('\n').filter(Boolean)
  }

  test('knows the commands, and what they have below them', async () => {
    expect(await suggest('')).toEqual(
      expect.arrayContaining(['send', 'verify', 'init', 'completion', 'help']),
    )
    expect(await suggest('ver')).toEqual(['verify'])
    expect(await suggest('send', '')).toEqual(
      expect.arrayContaining(['jogg', 'hoox', 'heygen', 'minimax', 'help']),
    )
    expect(await suggest('completion', '')).toEqual(['bash', 'zsh', 'fish', 'help'])
  })

  test("knows every provider's events", async () => {
    expect(await suggest('send', 'jogg', 'generated_script_')).toEqual([
      'generated_script_success',
      'generated_script_failed',
    ])
    expect(await suggest('send', 'hoox', 'video_export')).toEqual([
      'video_export.completed',
      'video_export.failed',
    ])
    expect(await suggest('send', 'hoox', 'asset')).toEqual([
      'asset_generation.completed',
      'asset_generation.failed',
    ])
    expect(await suggest('send', 'jogg', '--sample', '')).toEqual(['first', 'other'])
  })

  test('knows options, their values, and that a value is no argument', async () => {
    expect(await suggest('send', 'jogg', '--co')).toEqual(['--count', '--concurrency'])
    expect(await suggest('init', '--provider', '')).toEqual(['jogg', 'hoox', 'both'])
    expect(await suggest('send', 'hoox', '--to', 'http://localhost/', 'avatar_edit.f')).toEqual([
      'avatar_edit.failed',
    ])
    expect(await suggest('verify', '--no')).toEqual(['--no-color'])
  })

  test('leaves files to the shell', async () => {
    expect(await suggest('verify', '')).toEqual([])
    expect(await suggest('send', 'jogg', '--from', '')).toEqual([])
  })

  test.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    const run = await vidhook(['completion', shell])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('completion suggest -- ')
  })
})
