import { Converter, ReflectionKind } from 'typedoc'

/** A plugin of TypeDoc: calls a module as it is imported, `@vidhook/core/testing` in place of `core/dist/testing`. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = `@vidhook/${module.name.replace(/\/dist(\/index)?/, '')}`
    }
  })
}
