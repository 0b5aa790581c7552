export { GiveUpError } from './give-up-error.js'
export { handleEntry } from './handle-entry.js'
export type { AttemptInfo, EntryResult, EntryRun, Inbox, InboxEntry } from './inbox.js'
export { type MemoryInbox, type MemoryInboxOptions, memoryInbox } from './memory-inbox.js'
