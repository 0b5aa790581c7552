/** Stands for the reader's own code in the samples. */
export async function saveVideo(
  _id: string | number | null | undefined,
  _url: string | null | undefined,
): Promise<void> {}
