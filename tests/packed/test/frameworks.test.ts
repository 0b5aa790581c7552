import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { servesRecipe } from '../src/serves-recipe.js'

servesRecipe('sveltekit')
servesRecipe('astro')
servesRecipe('nuxt')
servesRecipe('react-router')
servesRecipe('tanstack-start', (project) => {
  test("keeps the receiver out of the browser's files", () => {
    const built = (folder: string) =>
      readdirSync(join(project(), 'dist', folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.js'))
        .map((file) => readFileSync(join(project(), 'dist', folder, file), 'utf8'))
        .join()
    expect(built('server')).toContain('JOGG_WEBHOOK_SECRET')
    expect(built('client')).not.toMatch(/JOGG_WEBHOOK_SECRET|x-webhook-signature/i)
  })
})
