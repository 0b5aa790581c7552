import { DOCS } from '../docs.js'
import type { Mistake } from './reading.js'

/** Common mistakes, grouped by signature, secret and body. */
export type MistakeCode =
  | 'signature_decorated'
  | 'signature_prefix'
  | 'signature_upper_case'
  | 'signature_base64'
  | 'secret_decorated'
  | 'secret_is_list'
  | 'secret_other'
  | 'secret_prefix_stripped'
  | 'secret_prefix_missing'
  | 'secret_base64_decoded'
  | 'body_newline_added'
  | 'body_newline_lost'
  | 'body_line_endings'
  | 'body_byte_order_mark'
  | 'body_encoding'
  | 'body_reserialized'

interface Explanation {
  /** What was found. */
  readonly what: (detail: string) => string
  /** What to do about it. */
  readonly fix: string
}

export function explain({ code, detail = '' }: Mistake): { readonly what: string; readonly fix: string } {
  const { what, fix } = EXPLANATIONS[code]
  return { what: what(detail), fix }
}

const RAW_BYTES = `Verify the raw bytes, before anything decodes them as text: ${DOCS}/security.md#body-parsers`

const EXPLANATIONS: Readonly<Record<MistakeCode, Explanation>> = {
  signature_decorated: {
    what: () => 'There are quotes, white space or a header name around the signature.',
    fix: 'The value of X-Webhook-Signature is 64 hex digits and nothing else.',
  },
  signature_prefix: {
    what: (prefix) => `The signature begins with ${prefix}, as other senders write it.`,
    fix: 'JoggAI sends only the hex digits. Find out what added the prefix, or do not require it.',
  },
  signature_upper_case: {
    what: () => 'The signature is in upper case.',
    fix: 'JoggAI sends lower case, and receivers compare character by character. Find out what changed it.',
  },
  signature_base64: {
    what: () => 'The signature is base64.',
    fix: "JoggAI sends hex: digest('hex') instead of digest('base64').",
  },
  secret_decorated: {
    what: () => 'There are quotes or white space around the secret.',
    fix: 'They become part of the key. Remove them where the secret is stored. Often it is a newline that was copied along.',
  },
  secret_is_list: {
    what: (place) =>
      `The secret is a list in one string, and the signature was made with its ${place} entry.`,
    fix: 'Split it and give the receiver a list of secrets: joggWebhook([first, second]).',
  },
  secret_other: {
    what: (variable) => `The signature was made with another secret: the one in ${variable}.`,
    fix: 'Every endpoint has its own secret. Give the receiver this one, or a list of both during a rotation.',
  },
  secret_prefix_stripped: {
    what: () => 'The signature was made with the secret without its whsec_.',
    fix: 'JoggAI signs with the whole secret, prefix included. Do not strip it.',
  },
  secret_prefix_missing: {
    what: () => 'The signature was made with whsec_ in front of this secret.',
    fix: 'The prefix is part of the secret. Store it as JoggAI showed it.',
  },
  secret_base64_decoded: {
    what: () => 'The signature was made with the base64-decoded secret, as Standard Webhooks does.',
    fix: "JoggAI's key is the secret's own characters. Do not decode it, and do not use a Standard Webhooks library.",
  },
  body_newline_added: {
    what: () => 'The body ends with a newline that was not signed.',
    fix: 'An editor, echo or a here-document added it. Save the raw bytes, or print without a newline: printf %s.',
  },
  body_newline_lost: {
    what: () => 'The body that was signed ended with a newline, and this one does not.',
    fix: `Something removed it: for example, $(…) in a shell or curl --data. ${RAW_BYTES}`,
  },
  body_line_endings: {
    what: (signed) => `The line endings were changed: the signed body has ${signed}.`,
    fix: "Git's autocrlf and editors do that. Save the raw bytes.",
  },
  body_byte_order_mark: {
    what: (state) => `A byte order mark was ${state}.`,
    fix: RAW_BYTES,
  },
  body_encoding: {
    what: (detail) => `The body is in another encoding: ${detail}.`,
    fix: `${RAW_BYTES}. In PowerShell, > writes UTF-16.`,
  },
  body_reserialized: {
    what: (style) => `The body was parsed and serialized again: the signed body is ${style}.`,
    fix: `Do not verify JSON.stringify(request.body): its spaces and escapes differ. ${RAW_BYTES}`,
  },
}
