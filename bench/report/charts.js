import { writeFileSync } from 'node:fs'
import { bytes, count, micros } from './figures.js'
import { barChart, lineCharts } from './svg.js'

const folder = new URL('..', import.meta.url)

const SHORT = {
  floor: 'the floor',
  hmac: 'the HMAC alone',
  vidhook: 'vidhook',
  tern: '@hookflo/tern',
  octokit: '@octokit/webhooks',
}

/** Draws what was measured, in pictures that are legible by day and by night. */
export function drawCharts({ inProcess, http, memory, growth }) {
  draw('in-process.svg', {
    title: 'One delivery, in process: shorter is better',
    groups: inProcess.map(({ bytes: size, rows }) => ({
      name: bytes(size),
      bars: rows.map(({ name, us, besideFloor }) => ({
        label: SHORT[name] ?? name,
        value: us,
        note: `${micros(us)} · ${besideFloor.median.toFixed(2)} × the floor`,
        ours: name === 'vidhook',
      })),
    })),
  })
  draw('http.svg', {
    title: 'Deliveries a second over HTTP, 32 connections, one core: longer is better',
    groups: http.map(({ name: framework, rows }) => ({
      name: framework,
      bars: rows.map(({ name, perSecond, vidhookBeside }) => ({
        label: SHORT[name] ?? name,
        value: perSecond,
        note: `${count(perSecond)}${name === 'vidhook' ? '' : ` · vidhook does ${vidhookBeside.median.toFixed(2)} × that`}`,
        ours: name === 'vidhook',
      })),
    })),
  })
  const line = (name, points, label) => ({
    name,
    unit: 'µs',
    points: points.map(({ at, us }) => ({ at: label(at), value: us })),
  })
  const picture = lineCharts({
    title: 'How the cost of a delivery grows',
    panels: [
      { ...line('with the size of its body', growth.bytes, bytes), log: true },
      line('with the number of handlers', growth.handlers, String),
      line('with the number of secrets', growth.secrets, String),
      line(
        'with the events remembered',
        growth.remembered,
        (events) => `10${superscript(Math.log10(events))}`,
      ),
      ...growth.replicas.map(({ kind, rows }) => ({
        name: `replicas on one ${kind === 'redis' ? 'Redis' : 'Postgres'}`,
        unit: 'deliveries/s, all',
        points: rows.map(({ at, perSecond }) => ({ at: String(at), value: perSecond })),
      })),
      // Of the first adapter: the others' lines look the same, and the page has their figures.
      ...memory.slice(0, 1).map(({ name, samples }) => ({
        name: `memory over deliveries, through ${name}`,
        wide: true,
        unit: 'MB in use',
        points: samples.map(({ handled, heapUsed }) => ({
          at: `${Math.round(handled / 1_000)} k`,
          value: heapUsed / 1e6,
        })),
      })),
    ],
  })
  writeFileSync(new URL('growth.svg', folder), picture)
}

function draw(file, chart) {
  writeFileSync(new URL(file, folder), barChart(chart))
}

const superscript = (exponent) => [...String(exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]).join('')
