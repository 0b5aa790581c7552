import { errorCode } from '../../core/src/error-code.js'
import { messageOf } from './error-message.js'

/** Why a file cannot be read or written, as a sentence that names it. Node's message is for what has no words here. */
export function fileProblem(file: string, error: unknown): string {
  const problem = PROBLEMS[errorCode(error) ?? '']
  return problem ? `${file} ${problem}` : `${file} cannot be used: ${messageOf(error)}`
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist.',
  EACCES: 'cannot be used: you do not have the permission.',
  EPERM: 'cannot be used: you do not have the permission.',
  EISDIR: 'is a folder, not a file.',
  ENOTDIR: 'cannot exist: a part of its path is a file, not a folder.',
  EROFS: 'cannot be written: the file system is read-only.',
  ENOSPC: 'cannot be written: the disk is full.',
}
