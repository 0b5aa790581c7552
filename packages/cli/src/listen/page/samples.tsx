import { PROVIDER_NAMES } from '../../../../core/src/providers/provider-name.js'
import { describeProvider } from '../describe.js'
import type { Overview } from '../page-server.js'

/** The sample events. Those of a provider whose secret is set come first. */
export function Samples({ samples, hasSecret }: Pick<Overview, 'samples' | 'hasSecret'>) {
  const providers = PROVIDER_NAMES.toSorted((a, b) => Number(hasSecret[b]) - Number(hasSecret[a]))
  return (
    <>
      <label for="sample">Event</label>
      <select id="sample" name="sample">
        {providers.map((name) => (
          <optgroup
            key={name}
            label={`${describeProvider(name)}${hasSecret[name] ? '' : ', not signed: no secret'}`}
          >
            {samples[name].map((event) => (
              <option key={event} value={`${name} ${event}`}>
                {event}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </>
  )
}

/** The provider and the event that the user chose in {@link Samples}. */
export function sampleIn(form: FormData) {
  const [provider, event] = String(form.get('sample')).split(' ')
  return { provider, event }
}
