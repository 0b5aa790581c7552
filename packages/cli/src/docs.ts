/** Where the documentation is. */
export const DOCS = 'https://github.com/vidhook/vidhook/blob/main/docs'
