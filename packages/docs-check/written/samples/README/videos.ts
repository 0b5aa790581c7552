// videos.ts
export async function saveVideo(id: string | number | undefined, url: string | undefined) {}
