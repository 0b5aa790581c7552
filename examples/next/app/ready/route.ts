import { log } from '../../lib/log-delivery'
import { hoox, jogg } from '../../lib/receivers'

export const dynamic = 'force-dynamic' // asked anew each time, not once at build time

/** For a load balancer: is the secret set, and does the store answer? What is missing is for the log alone. */
export async function GET() {
  const [ofJogg, ofHoox] = await Promise.all([jogg.ready(), hoox.ready()])
  const problems = [...ofJogg.problems, ...ofHoox.problems]
  for (const { code, message } of problems) log.error({ code }, message)
  return Response.json({ ok: problems.length === 0 }, { status: problems.length === 0 ? 200 : 503 })
}
