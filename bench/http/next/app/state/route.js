import { handledSoFar } from '../handle.js'

export const dynamic = 'force-dynamic'

export function GET() {
  const { user, system } = process.cpuUsage()
  return Response.json({ handled: handledSoFar(), cpuUs: user + system })
}
