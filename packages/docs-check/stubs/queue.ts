/** Stands for the reader's own queue in the samples. */
export async function enqueue(_job: { readonly id: string; readonly payload: unknown }): Promise<void> {}
