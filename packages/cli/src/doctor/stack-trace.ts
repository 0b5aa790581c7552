/** Whether a text contains a line of a stack trace: of Node, Python, Go, PHP, Java or Ruby. */
export function showsStackTrace(text: string): boolean {
  return LINES.some((line) => line.test(text))
}

const LINES: readonly RegExp[] = [
  /\bat (?:[\w.$<> ]+ \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^\s)]+:\d+/,
  /Traceback \(most recent call last\)/,
  /\bgoroutine \d+ \[/,
  /#\d+ \/\S+\.php\(\d+\)/,
  /\bat [\w.$]+\(\w+\.java:\d+\)/,
  /\.rb:\d+:in /,
]
