import { DOCS } from '../docs.js'
import type { Mistake } from './reading.js'

/** The usual mistakes, grouped by signature, secret and body. */
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

const RAW_BYTES = `Keep and verify the bytes as they arrived, before anything reads them as text: ${DOCS}/security.md#body-parsers`

const EXPLANATIONS: Readonly<Record<MistakeCode, Explanation>> = {
  signature_decorated: {
    what: () => 'There are quotes, white space or a header name around the signature.',
    fix: 'The value of X-Webhook-Signature is 64 hex digits and nothing else.',
  },
  signature_prefix: {
    what: (prefix) => `The signature begins with ${prefix}, as other senders write it.`,
    fix: 'JoggAI sends the hex alone. Find out what put the prefix there, or do not demand it.',
  },
  signature_upper_case: {
    what: () => 'The signature is in upper case.',
    fix: 'JoggAI sends lower case, and a receiver compares letter by letter. Find out what changed it.',
  },
  signature_base64: {
    what: () => 'The signature is base64.',
    fix: "JoggAI sends hex: digest('hex') instead of digest('base64').",
  },
  secret_decorated: {
    what: () => 'There are quotes or white space around the secret.',
    fix: 'They would be part of the key. Take them off where the secret is stored; a copied newline is the usual one.',
  },
  secret_is_list: {
    what: (place) => `The secret is a list in one text, and its ${place} entry is the one that signs.`,
    fix: 'Split it and give the receiver a list of secrets: joggWebhook([first, second]).',
  },
  secret_other: {
    what: (variable) => `The secret is another one: the signature was made with that of ${variable}.`,
    fix: 'Every endpoint has its own secret. Give the receiver this one, or both as a list while you rotate.',
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
    fix: 'An editor, echo or a here-document put it there. Save the bytes as they came, or cut it: printf %s.',
  },
  body_newline_lost: {
    what: () => 'The body that was signed ended with a newline, and this one does not.',
    fix: `Something trimmed it: $(…) in a shell and curl --data do. ${RAW_BYTES}`,
  },
  body_line_endings: {
    what: (signed) => `The line endings were changed: what was signed has ${signed}.`,
    fix: "Git's autocrlf and editors do that. Save the bytes as they came.",
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
    what: (style) => `The body was parsed and serialized again: what was signed is ${style}.`,
    fix: `Not JSON.stringify(request.body): its spaces and escapes are its own. ${RAW_BYTES}`,
  },
}
