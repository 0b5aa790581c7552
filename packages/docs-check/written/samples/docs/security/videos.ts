/** Stands for the reader's own code in the samples. */
export async function saveVideo(_id: string | number | undefined, _url: string | undefined): Promise<void> {}
