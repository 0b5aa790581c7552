/** What the compiler promises for every event of both providers, asked over the lists that names and types come from. */
import { describe, expectTypeOf, test } from 'vitest'
import type {
  EventFor,
  Handler,
  Handlers,
  HooxEvent,
  HooxEventName,
  HooxEvents,
  JoggData,
  JoggEvent,
  JoggEventName,
  JoggEvents,
  ListenerName,
} from '../index.js'

/** The names of `Heard` whose handler could be one that was written for another event. */
type Confused<Events> = {
  [Heard in keyof Events]: {
    [Meant in Exclude<keyof Events, Heard>]: Handler<Events[Meant]> extends Handler<EventFor<Events, Heard>>
      ? readonly [Heard, Meant]
      : never
  }[Exclude<keyof Events, Heard>]
}[keyof Events]

/** As a hand would do it: a letter lost, a letter too much, another case. */
type Misspelt<Name extends string> =
  | (Name extends `${string}${infer Rest}` ? Rest : never)
  | `${Name}s`
  | Capitalize<Name>
  | Uppercase<Name>

describe('every JoggAI event', () => {
  type Success = Extract<JoggEventName, `${string}_success`>
  type Failed = Extract<JoggEventName, `${string}_failed`>

  test('is narrowed by its name', () => {
    expectTypeOf<{ [Name in JoggEventName]: EventFor<JoggEvents, Name>['event'] }>().toEqualTypeOf<{
      [Name in JoggEventName]: Name
    }>()
  })

  test("is told apart by its own field where '*' hears it", () => {
    expectTypeOf<EventFor<JoggEvents, '*'>>().toEqualTypeOf<JoggEvent>()
    expectTypeOf<{ [Name in JoggEventName]: Extract<JoggEvent, { event: Name }> }>().toEqualTypeOf<{
      [Name in JoggEventName]: JoggEvents[Name]
    }>()
  })

  test('takes no handler of another', () => {
    expectTypeOf<Confused<JoggEvents>>().toBeNever()
  })

  test('is a success or a failure', () => {
    expectTypeOf<Success | Failed>().toEqualTypeOf<JoggEventName>()
  })

  test('that failed has an error, and nothing of a result to read', () => {
    type ResultOf<Name extends Failed> = Extract<
      keyof JoggData<Name>,
      `${string}_url` | 'duration' | 'generated_scripts'
    >
    expectTypeOf<{ [Name in Failed]: ResultOf<Name> }[Failed]>().toBeNever()
    expectTypeOf<
      { [Name in Failed]: 'error' extends keyof JoggData<Name> ? Name : never }[Failed]
    >().toEqualTypeOf<Failed>()
  })

  test('that succeeded has no error to read, and a URL if it made a video', () => {
    type WithError = { [Name in Success]: Extract<keyof JoggData<Name>, 'error' | 'err_msg'> }[Success]
    expectTypeOf<WithError>().toBeNever()
    type WithVideo = { [Name in Success]: 'video_url' extends keyof JoggData<Name> ? Name : never }[Success]
    expectTypeOf<WithVideo>().toEqualTypeOf<Extract<Success, `${string}_video_success`>>()
  })

  test("can be listened for by its name or as '*', and by no other word", () => {
    expectTypeOf<ListenerName<JoggEvents>>().toEqualTypeOf<JoggEventName | '*'>()
    expectTypeOf<keyof Handlers<JoggEvents>>().toEqualTypeOf<JoggEventName | '*'>()
    expectTypeOf<Extract<Misspelt<JoggEventName>, ListenerName<JoggEvents>>>().toBeNever()
    expectTypeOf<Extract<ListenerName<HooxEvents>, ListenerName<JoggEvents>>>().toEqualTypeOf<'*'>()
  })
})

describe('every Hoox event', () => {
  type Task = HooxEvent['task']
  type NameOf<Event extends HooxEvent> = `${Event['task']}.${Event['status']}`

  test('is narrowed by its name', () => {
    expectTypeOf<{ [Name in HooxEventName]: NameOf<EventFor<HooxEvents, Name>> }>().toEqualTypeOf<{
      [Name in HooxEventName]: Name
    }>()
  })

  test("is told apart by task and status where '*' hears it", () => {
    expectTypeOf<EventFor<HooxEvents, '*'>>().toEqualTypeOf<HooxEvent>()
    type Told<Name> = Name extends `${infer T}.${infer S}`
      ? Extract<HooxEvent, { task: T; status: S }>
      : never
    expectTypeOf<{ [Name in HooxEventName]: Told<Name> }>().toEqualTypeOf<{
      [Name in HooxEventName]: HooxEvents[Name]
    }>()
  })

  test('takes no handler of another', () => {
    expectTypeOf<Confused<HooxEvents>>().toBeNever()
  })

  test('is heard by its task, with the other status of it', () => {
    expectTypeOf<{ [Group in Task]: EventFor<HooxEvents, Group> }>().toEqualTypeOf<{
      [Group in Task]: HooxEvents[`${Group}.completed`] | HooxEvents[`${Group}.failed`]
    }>()
  })

  test('that failed has an error and no result to read, one that is completed the reverse', () => {
    type Outcomes<Status extends 'completed' | 'failed'> = {
      [Group in Task]: Extract<keyof HooxEvents[`${Group}.${Status}`], 'error' | 'result'>
    }[Task]
    expectTypeOf<Outcomes<'failed'>>().toEqualTypeOf<'error'>()
    expectTypeOf<Outcomes<'completed'>>().toEqualTypeOf<'result'>()
  })

  test('heard by its task has neither, until its status is looked at', () => {
    type Readable = { [Group in Task]: Extract<keyof EventFor<HooxEvents, Group>, 'error' | 'result'> }[Task]
    expectTypeOf<Readable>().toBeNever()
  })

  test("can be listened for by its name, its task or as '*', and by no other word", () => {
    expectTypeOf<ListenerName<HooxEvents>>().toEqualTypeOf<HooxEventName | Task | '*'>()
    expectTypeOf<keyof Handlers<HooxEvents>>().toEqualTypeOf<HooxEventName | Task | '*'>()
    expectTypeOf<Extract<Misspelt<HooxEventName | Task>, ListenerName<HooxEvents>>>().toBeNever()
  })
})
