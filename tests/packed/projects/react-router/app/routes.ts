import { type RouteConfig, route } from '@react-router/dev/routes'

export default [route('webhooks/jogg', './routes/jogg.ts')] satisfies RouteConfig
