import { plain, type Section, scenario } from './scenario.js'

export const ownRoutes: Section = {
  title: "The app's own routes, beside the webhooks: as if they were not there",
  scenarios: [
    scenario('GET /health', plain(200), ({ appUrl }) => ({ url: `${appUrl}/health`, method: 'GET' })),
    scenario('POST /api/videos, JSON', plain(201), ({ appUrl }) => ({
      url: `${appUrl}/api/videos`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'video_ordered' }),
    })),
    scenario('GET /api/videos', plain(200), ({ appUrl }) => ({ url: `${appUrl}/api/videos`, method: 'GET' })),
  ],
}
