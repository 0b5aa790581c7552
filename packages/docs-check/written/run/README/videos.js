// videos.ts
export async function saveVideo(id, url) { }
