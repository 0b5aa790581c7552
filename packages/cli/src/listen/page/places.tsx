/** What the page shows. */
export type Place = 'deliveries' | 'inbox'

const LABELS = { deliveries: 'Deliveries', inbox: 'Inbox' } as const
const PLACES = ['deliveries', 'inbox'] as const

/** The buttons that lead from the deliveries to the inbox and back. */
export function Places({ place, onChoose }: { readonly place: Place; onChoose(place: Place): void }) {
  return (
    <nav class="places" aria-label="Places">
      {PLACES.map((each) => (
        <button key={each} type="button" aria-pressed={each === place} onClick={() => onChoose(each)}>
          {LABELS[each]}
        </button>
      ))}
    </nav>
  )
}
