type Child = Node | string | undefined
type Attributes = Readonly<Record<string, string | boolean | undefined>>

/**
 * Makes an element. What a sender wrote reaches the page through here alone, as text: there is no way to give markup.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '')
    else if (typeof value === 'string') made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== undefined))
  return made
}

/** A button that does something. */
export function button(label: string, key: string | undefined, onClick: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, label, key === undefined ? undefined : ' ')
  // The label is all of its name: "Replay", not "Replay r".
  if (key !== undefined) made.append(element('kbd', { 'aria-hidden': 'true' }, key))
  made.addEventListener('click', onClick)
  return made
}

/** An element that the page is delivered with. */
export function byId<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`The page has no ${id}.`)
  return found
}

/**
 * Characters that would draw the text around them otherwise, as JSON would escape them: a name must not look like
 * another one because it is written from right to left.
 */
export function visible(text: string): string {
  return text.replace(HIDING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const HIDING = /[^\P{Cc}\t\n\r]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu
