import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { pathOf } from '../../../core/src/request/delivery.js'
import { hideTokens } from '../hide-tokens.js'
import { type Io, say, sayJson } from '../io.js'
import { printable } from '../printable.js'
import {
  adviceOnAnswer,
  adviceOnOutcome,
  answerTone,
  describeAnswer,
  describeApp,
  describeOrigin,
  describeOutcome,
  describeProvider,
  describeTime,
  describeVerification,
  outcomeOf,
  type Tone,
  verificationMark,
} from './describe.js'
import type { KeptDelivery } from './kept-delivery.js'

/** The data for the first lines of output. */
interface Opening {
  readonly listeningAt: string
  readonly tunnelAt: string | undefined
  readonly inspectorAt: string
  readonly forwardTo: URL | undefined
  readonly hasSecret: { readonly [Name in ProviderName]: boolean }
  readonly file: string
  readonly kept: number
}

/** Shows each delivery on a line of its own, for scrolling, searching and piping. */
export interface TerminalView {
  open(opening: Opening): void
  show(delivery: KeptDelivery): void
}

export function terminalView(io: Io): TerminalView {
  const { colors } = io
  const line = (label: string, text: string) => say(io.stdout, `  ${colors.dim(label.padEnd(11))} ${text}`)

  return {
    open({ listeningAt, tunnelAt, inspectorAt, forwardTo, hasSecret, file, kept }) {
      line('Deliveries', `${colors.bold(listeningAt)}`)
      if (tunnelAt) line('Tunnel', `${colors.bold(tunnelAt)} (public)`)
      line('Inspector', `${colors.bold(inspectorAt)}`)
      if (forwardTo) line('Forwards', `to ${hideTokens(forwardTo.href)}, and returns its answers`)
      line('JoggAI', secretLine(hasSecret.jogg, 'JOGG_WEBHOOK_SECRET'))
      line('Hoox', secretLine(hasSecret.hoox, 'HOOX_CALLBACK_SECRET'))
      line('Stored in', `${file}${kept > 0 ? ` (${kept} from earlier runs)` : ''}`)
      say(io.stdout, `\n${colors.dim('Waiting for deliveries. Press Ctrl-C to end.')}\n`)
    },

    show(delivery) {
      const { id, origin, request, receivedAt, result } = delivery
      if (!result) return
      const name = result.eventName === undefined ? '(no event)' : printable(result.eventName, 60)
      const head = `${colors.dim(`${describeTime(receivedAt)} #${id}`)} ${colors.bold(name)}`
      const verification = verificationMark(result.verification.state)
      const facts = [
        paint(answerTone(result), describeAnswer(result)),
        paint(verification.tone, `${verification.mark} ${describeVerification(result)}`),
        paint(outcomeOf(result.outcome.kind).tone, describeOutcome(result.outcome)),
        describeOrigin(origin),
      ]
      say(io.stdout, `${head}  ${facts.filter((fact) => fact !== undefined).join(colors.dim(' · '))}`)
      const provider = result.sender?.title ?? describeProvider(result.provider)
      const details = [
        `${request.method} ${printable(hideTokens(request.url))}${provider === undefined ? '' : `, ${provider}`}`,
        ...(result.app ? [describeApp(result.app)] : []),
        ...adviceOnAnswer(result),
        ...adviceOnOutcome(result),
      ]
      for (const detail of details) say(io.stdout, colors.dim(`         ${printable(detail, 400)}`))
    },
  }

  function secretLine(has: boolean, variable: string): string {
    return has ? colors.green('verified') : colors.yellow(`not verified: no secret. Set ${variable}`)
  }

  function paint(tone: Tone, text: string): string {
    return tone === 'plain' ? text : colors[COLORS[tone]](text)
  }
}

const COLORS = { good: 'green', fair: 'yellow', bad: 'red' } as const

/** With `--json`: a line of JSON for each delivery, without signatures and secrets, since such lines end up in logs. */
export function jsonView(io: Io): TerminalView {
  return {
    open({ listeningAt, tunnelAt, inspectorAt, forwardTo, hasSecret, file }) {
      sayJson(io, {
        type: 'listening',
        url: listeningAt,
        tunnel: tunnelAt,
        inspector: inspectorAt,
        forwardTo: forwardTo && hideTokens(forwardTo.href),
        verifies: hasSecret,
        file,
      })
    },
    show({ id, receivedAt, origin, request, result }) {
      if (!result) return
      const { sender, verification, outcome, reason, hint, eventName, claimed, identity } = result
      const { deviations, status, durationMs, app } = result
      sayJson(io, {
        type: 'delivery',
        id,
        receivedAt,
        origin,
        method: request.method,
        path: pathOf(request.url),
        provider: sender?.name ?? result.provider,
        verified: verification.state === 'verified',
        reason: 'reason' in verification ? verification.reason : (reason ?? verification.state),
        hint,
        eventName,
        claimed,
        identity,
        deviations,
        event: bodyOf(request.body),
        outcome: outcome.kind,
        code: outcome.code,
        status,
        durationMs,
        app:
          app &&
          ('body' in app
            ? { status: app.status, durationMs: app.durationMs }
            : { ...app, url: hideTokens(app.url) }),
      })
    },
  }
}

function bodyOf(base64: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
  } catch {
    return undefined
  }
}
