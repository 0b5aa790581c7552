export interface ToolbarProps {
  readonly all: number
  readonly shown: number
  readonly isFiltered: boolean
  onSample(): void
  onExport(): void
  onClear(): void
}

/** How many deliveries there are, and what can be done with all of them. */
export function Toolbar({ all, shown, isFiltered, onSample, onExport, onClear }: ToolbarProps) {
  const count = `${all} ${all === 1 ? 'delivery' : 'deliveries'}`
  return (
    <div class="toolbar">
      <p class="count" role="status">
        {isFiltered ? `${shown} of ${all}` : count}
      </p>
      <button type="button" onClick={onSample}>
        Try a sample
      </button>
      <button type="button" onClick={onExport} disabled={shown === 0}>
        Export
      </button>
      <button type="button" onClick={onClear} disabled={all === 0}>
        Clear
      </button>
    </div>
  )
}
