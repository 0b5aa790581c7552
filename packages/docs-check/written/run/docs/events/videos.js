/** Stands for the reader's own code in the samples. */
export async function saveVideo(_id, _url) { }
