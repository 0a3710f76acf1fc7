import { group } from './vendor.ts'

/** Pure computation: what comes out follows from what was asked, and nothing that is stored is read. */
export const COMPUTING_VENDORS = [
  group('language model that is asked', ['public'], {
    names: `
      chatgpt, openai, anthropic, google gemini, mistral ai, cohere, groq, deepseek, qwen, xai grok, grok,
      openrouter, openai gpt, gpt, gpt 4, gpt 4o, gpt5, o3, any chat completions, chat completions,
      deepseek r1, deepseek thinker, deepseek reasoner, kimi, moonshot ai, doubao, zhipu, glm, hunyuan,
      ernie bot, claude api, gemini api, gemini cli, ask gemini, llm bridge, llm council, multi llm,
      llm router, second opinion, zen mcp, pal mcp, consult7, sequential thinking,
      mcp sequential thinking, structured argumentation, scratchpad, think mcp, code reasoning, reasoner,
      deep thinking, tree of thoughts, six thinking hats, devils advocate, rubber duck,
      oblique strategies, persona prompts`,
    words: `
      gemini`,
  }),
  group('images, sound or film made from a prompt', ['public'], {
    names: `
      image gen, image generator, image generation, gpt image, openai gpt image, openai image,
      gemini image, gemini image generator, text to image, pollinations, pollinations ai, together image,
      nano banana, google veo, openai sora, flux ai, midjourney, stability ai, stable diffusion, dall e,
      imagen, flux image, black forest labs, ideogram, recraft, leonardo ai, everart, nova canvas,
      aws nova canvas, automatic1111, fal ai, krea ai, amazon nova canvas, jimeng, seedream, seedance,
      hailuo, wan video, tongyi wanxiang, cogview, siliconflow image, sd webui, picsum,
      placeholder images, placehold, avatar generator, dicebear, qr generator, logo generator,
      color scheme generator, svg maker, ascii banner, figlet`,
    words: `
      flux, veo, sora, krea`,
  }),
  group('calculation and conversion', ['public'], {
    names: `
      calc, simple calculator, scientific calculator, math solver, math tools, geometry, linear algebra,
      numpy, scipy, sagemath, gnu octave calculator, pari gp, maple math, lean theorem prover, lean lsp,
      coq, isabelle, prolog, clingo, answer set programming, sat solver, gurobi, cplex,
      linear programming, operations research, physics engine, unit conversion, units converter,
      date calculator, time and timezone, chronos time, ntp, epoch converter, unix timestamp,
      calendar converter, roman numerals, morse code, caesar cipher, hash generator, hash tools,
      crypto hash, jwt decoder, base converter, json formatter, json schema validator, json validator,
      yaml validator, xml tools, markdown converter, markdown to html, md to pdf, text diff, word counter,
      text statistics, string manipulation, language detector, phonetic, rhyming, anagram, scrabble,
      emoji kitchen, name generator, fake data, test data generator, coin flip, tarot reader, fortune,
      zodiac, numerology, biorhythm, loan calculator, mortgage calculator, tip calculator, bmi calculator,
      tax calculator, carbon calculator, solar calculator, tokenizer, token counter, tiktoken, llm cost,
      canvas drawing, turtle graphics, drawing canvas, p5js, processing sketch, fractal, mandelbrot`,
  }),
] as const
