/**
 * The words of the commands in a shell's command line (IEEE Std 1003.1, Shell Command Language §2.2, §2.3), one
 * list a command. Variables stay as they are; redirections and substitutions are taken for words.
 */
export const shellWords = (text: string): string[][] => {
  const commands: string[][] = [[]]
  let word: string | undefined
  const end = (): void => {
    if (word !== undefined) commands.at(-1)?.push(word)
    word = undefined
  }
  for (const token of text.slice(0, MAX_LENGTH).matchAll(TOKEN)) {
    const [all, blank, operator, single, double, escaped] = token
    if (blank !== undefined) end()
    else if (operator !== undefined) {
      end()
      commands.push([])
    } else if (double !== undefined) word = (word ?? '') + double.replace(/\\(["\\$`])/g, '$1')
    else word = (word ?? '') + (single ?? escaped ?? all)
  }
  end()
  return commands.filter((command) => command.length > 0)
}

const MAX_LENGTH = 32_768
const TOKEN = /([ \t\r]+)|(&&|\|\||[;|&\n])|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(["'\\ $&|;])|[^\s;|&'"\\]+|./gs
