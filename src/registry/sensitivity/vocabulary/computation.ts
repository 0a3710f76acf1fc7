import { row } from './row.ts'

/** Words of pure computation: what comes out follows from what was asked, and nothing that is stored is read. */
export const COMPUTATION_WORDS = [
  row(
    'public',
    3.5,
    `
    mathematical expression, math expression, evaluate expression, calculus, equation, solve equation,
    symbolic math, linear algebra, matrix operation, constraint solving, constraint solver, sat solver,
    smt solver, theorem prover, numerical, basic arithmetic, statistical calculation, unit converter,
    hash calculation, checksum, base64, uuid, random generator, barcode, color conversion, color scheme,
    regular expression, cron expression, json validation, json formatting, character count, word count,
    text case, roman numeral, password generation, generate password, timestamp conversion, date and time,
    current date, time conversion, countdown, coin flip, random choice, sudoku, wordle, puzzle,
    text to image, image generation, generate image, create image, image generator, ai image,
    ai generated image, video generation, music generation, ascii art, markdown conversion,
    convert markdown, markdown to html, mind map, markdown to mind map, sentiment analysis,
    language detection, think tool, step by step thinking, step by step reasoning, structured reasoning,
    reasoning process, problem decomposition, mental model, decision making framework, brainstorm,
    second opinion, query openai, openai model, gpt model, chat completion, text generation, llm provider,
    other llm, another llm, multiple llm, ask another model, hello world, minimal example,
    reference implementation, example server, demo server, sample mcp server, boilerplate`,
  ),
  row(
    'public',
    1.5,
    `
    expression, formula, geometry, probability, simulation, algorithm, palette, quiz question, drawing`,
  ),
  row(
    'public',
    3.5,
    `
    symbolic mathematics, symbolic computation, mathematics, numeric computation, statistical test,
    hashing, url encoding, string manipulation, text manipulation, text transformation, break problem,
    problem into step, think through, think deeply, critical thinking, self reflection, reflect on`,
  ),
] as const
