import type { EventMap, Provider } from '@vidhook/core'
import { type CloudflareStreamEvents, cloudflareStream } from '../cloudflare-stream.js'
import { type CreatifyEvents, creatify } from '../creatify.js'
import { type CreatomateEvents, creatomate } from '../creatomate.js'
import { type ElevenLabsEvents, elevenlabs } from '../elevenlabs.js'
import { type FalEvents, fal } from '../fal.js'
import { type GeminiEvents, gemini } from '../gemini.js'
import { type HeyGenEvents, heygen } from '../heygen.js'
import { type HiggsfieldEvents, higgsfield } from '../higgsfield.js'
import { type LumaEvents, luma } from '../luma.js'
import { type MiniMaxEvents, minimax } from '../minimax.js'
import { type MuxEvents, mux } from '../mux.js'
import { type OpenAIEvents, openai } from '../openai.js'
import type { CallbackUrlOptions, SignedOptions } from '../parts/options.js'
import { type ReplicateEvents, replicate } from '../replicate.js'
import { type ShotstackEvents, shotstack } from '../shotstack.js'
import { type SyncSoEvents, syncSo } from '../sync-so.js'
import { type SynthesiaEvents, synthesia } from '../synthesia.js'
import { type TavusEvents, tavus } from '../tavus.js'
import { falTestKeys, signFal } from './fal-test-keys.js'
import { type Sample, samples } from './samples.js'
import { bodyOnly, type Sign, standard, timestamped } from './signing.js'

/** The events of each sender. */
export interface SenderEvents {
  readonly heygen: HeyGenEvents
  readonly fal: FalEvents
  readonly replicate: ReplicateEvents
  readonly gemini: GeminiEvents
  readonly openai: OpenAIEvents
  readonly elevenlabs: ElevenLabsEvents
  readonly mux: MuxEvents
  readonly 'cloudflare-stream': CloudflareStreamEvents
  readonly synthesia: SynthesiaEvents
  readonly 'sync-so': SyncSoEvents
  readonly luma: LumaEvents
  readonly creatify: CreatifyEvents
  readonly creatomate: CreatomateEvents
  readonly shotstack: ShotstackEvents
  readonly tavus: TavusEvents
  readonly higgsfield: HiggsfieldEvents
  readonly minimax: MiniMaxEvents
}

/** The names of the senders, which are their providers' names. */
export type SenderName = keyof SenderEvents

/** How to make and receive deliveries of a sender. */
export interface Sender<Events extends EventMap = EventMap> {
  /** The sender's own spelling: `HeyGen`. */
  readonly title: string
  /** The usual name of the environment variable for the secret. */
  readonly secretVariable: string
  /** Whether the sender signs, or the URL has to. */
  readonly proof: 'signature' | 'callback'
  /** Whether an old delivery is refused. */
  readonly timestamped: boolean
  /** The provider, with a secret as `senderDelivery()` takes it. `undefined` is for reading events only. */
  provider(secret: string | undefined): Provider<Events>
  readonly sample: Sample
  /** Not there, if the sender signs nothing. */
  readonly sign?: Sign | undefined
}

/** The signature of a timestamp and the body, in one header: `t=…,v1=…`. */
const parts = (header: string, timestamp: string, signature: string) =>
  timestamped((t, v) => ({ [header]: `${timestamp}=${t},${signature}=${v}` }))

/** Every sender of this package by its name: for tools and tests of many senders. It imports them all. */
export const senders: { readonly [Name in SenderName]: Sender<SenderEvents[Name]> } = {
  heygen: signed('HeyGen', heygen, samples.heygen, bodyOnly('signature'), false),
  fal: {
    title: 'fal',
    secretVariable: 'FAL_TEST_SECRET',
    proof: 'signature',
    timestamped: true,
    provider: (secret) => fal(secret === undefined ? {} : { keys: falTestKeys(secret) }),
    sample: samples.fal,
    sign: signFal,
  },
  replicate: signed('Replicate', replicate, samples.replicate, standard),
  gemini: signed('Gemini', gemini, samples.gemini, standard),
  openai: signed('OpenAI', openai, samples.openai, standard),
  elevenlabs: signed('ElevenLabs', elevenlabs, samples.elevenlabs, parts('elevenlabs-signature', 't', 'v0')),
  mux: signed('Mux', mux, samples.mux, parts('mux-signature', 't', 'v1')),
  'cloudflare-stream': signed(
    'Cloudflare Stream',
    cloudflareStream,
    samples['cloudflare-stream'],
    parts('webhook-signature', 'time', 'sig1'),
  ),
  synthesia: signed(
    'Synthesia',
    synthesia,
    samples.synthesia,
    timestamped((time, signature) => ({ 'synthesia-timestamp': time, 'synthesia-signature': signature })),
  ),
  'sync-so': signed('sync.so', syncSo, samples['sync-so'], parts('sync-signature', 't', 'v1')),
  luma: unsigned('Luma', luma, samples.luma),
  creatify: unsigned('Creatify', creatify, samples.creatify),
  creatomate: unsigned('Creatomate', creatomate, samples.creatomate),
  shotstack: unsigned('Shotstack', shotstack, samples.shotstack),
  tavus: unsigned('Tavus', tavus, samples.tavus),
  higgsfield: unsigned('Higgsfield', higgsfield, samples.higgsfield),
  minimax: unsigned('MiniMax', minimax, samples.minimax),
}

function signed<Events extends EventMap>(
  title: string,
  make: (options: SignedOptions) => Provider<Events>,
  sample: Sample,
  sign: Sign,
  isTimestamped = true,
): Sender<Events> {
  const provider = (secret: string | undefined) => make({ secret })
  const secretVariable = `${upper(title)}_WEBHOOK_SECRET`
  return { title, secretVariable, proof: 'signature', timestamped: isTimestamped, provider, sample, sign }
}

function unsigned<Events extends EventMap>(
  title: string,
  make: (options: CallbackUrlOptions) => Provider<Events>,
  sample: Sample,
): Sender<Events> {
  const provider = (secret: string | undefined) => make({ callbackSecret: secret })
  const secretVariable = `${upper(title)}_CALLBACK_SECRET`
  return { title, secretVariable, proof: 'callback', timestamped: false, provider, sample }
}

function upper(title: string): string {
  return title.toUpperCase().replace(/[^A-Z]/g, '_')
}
