import type { Schema } from '@vidhook/core'
import * as z from 'zod/mini'

/** What a field holds. `id` is a text that may be sent as a number; `any` is not checked. `[form]` is a list. */
type Form = 'text' | 'number' | 'flag' | 'id' | 'any' | readonly [Form] | Fields

/** The documented fields of an object. Each may be absent, and there may be others. */
export interface Fields {
  readonly [name: string]: Form
}

/** The type of an event: its name in the field `Key`, and its fields. Objects are always there, though perhaps empty. */
type EventOf<Shape, Name, Key extends string> = Flat<{ readonly [K in Key]: Name } & ObjectOf<Shape>>

/** In the order of the names: a mapped type over their union would be declared in another order by every build. */
type SchemasOf<Names, Shape, Key extends string> = Names extends readonly [
  infer Name extends string,
  ...infer Rest,
]
  ? { readonly [Each in Name]: Schema<EventOf<Shape, Name, Key>> } & SchemasOf<Rest, Shape, Key>
  : unknown

/**
 * Schemas of events that have the same fields, by their names.
 *
 * @param key the field that has the name. If it is left out, the name is not a field, or not one of its own
 */
export function events<
  const Names extends readonly string[],
  const Shape extends Fields,
  const Key extends string = never,
>(names: Names, shape: Shape, key?: Key): Flat<SchemasOf<Names, Shape, Key>> {
  const object = lazy(() => objectOf(shape))
  const schemas = names.map((name) => {
    if (key === undefined) return [name, object] as const
    // `identify` has found the name, so the event gets it as it is documented.
    const named = (event: { readonly [field: string]: unknown }) => ({ ...event, [key]: name })
    return [name, lazy(() => z.pipe(objectOf(shape), z.transform(named)))] as const
  })
  // TypeScript cannot see that the schemas output what EventOf reads from the shape.
  return Object.fromEntries(schemas) as Flat<SchemasOf<Names, Shape, Key>>
}

/** Made when it is first used: most receivers need only a few of a sender's schemas. */
function lazy(make: () => Schema): Schema {
  let made: Schema | undefined
  return {
    get '~standard'() {
      made ??= make()
      return made['~standard']
    },
  }
}

/** An object with these fields and any others. If the sender left it out, it is empty. */
function objectOf(shape: Fields) {
  const fields = Object.entries(shape).map(([name, form]) => [name, schemaOf(form)] as const)
  return z.prefault(z.looseObject(Object.fromEntries(fields)), {})
}

function schemaOf(form: Form): z.ZodMiniType {
  if (isList(form)) return z.exactOptional(z.array(schemaOf(form[0])))
  return typeof form === 'string' ? z.exactOptional(scalars[form]()) : objectOf(form)
}

function isList(form: Form): form is readonly [Form] {
  return Array.isArray(form)
}

const scalars = {
  text: () => z.string(),
  number: () => z.number(),
  flag: () => z.boolean(),
  id: () => z.union([z.string(), z.pipe(z.int(), z.transform(String))]),
  any: () => z.unknown(),
}

interface Scalars {
  readonly text: string
  readonly number: number
  readonly flag: boolean
  readonly id: string
  readonly any: unknown
}

type ValueOf<Each> = Each extends keyof Scalars
  ? Scalars[Each]
  : Each extends readonly [infer Item]
    ? readonly ValueOf<Item>[]
    : ObjectOf<Each>

type ObjectOf<Shape> = Flat<
  {
    readonly [Name in keyof Shape as Shape[Name] extends NoObject ? never : Name]: ValueOf<Shape[Name]>
  } & { readonly [Name in keyof Shape as Shape[Name] extends NoObject ? Name : never]?: ValueOf<Shape[Name]> }
>

type NoObject = string | readonly unknown[]

/** One object in place of an intersection, so that editors show its fields. */
type Flat<Type> = { [Name in keyof Type]: Type[Name] }
