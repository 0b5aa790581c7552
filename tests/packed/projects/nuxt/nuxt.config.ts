export default {
  compatibilityDate: '2026-01-01',
  // Exports a listener. A server of its own would take port 3000 for PORT=0.
  nitro: { preset: 'node-listener' },
}
