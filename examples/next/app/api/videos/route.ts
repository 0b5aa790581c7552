import { library } from '../../../lib/library'

export const dynamic = 'force-dynamic'

export function GET() {
  return Response.json(library.list())
}

export async function POST(request: Request) {
  const { id } = await request.json()
  await library.save({ id: String(id), status: 'ordered' })
  return Response.json({ id }, { status: 201 })
}
