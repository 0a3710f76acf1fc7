import type { DataClass } from '../dataClasses.ts'
import { LANGUAGE } from './row.ts'

/**
 * Words in the name of a server that say which side of a known product it shows: `Stripe docs` carries no payments,
 * `cloud billing` no infrastructure. They weaken what the product by itself would say.
 */
export const QUALIFIERS: readonly { words: string; class: DataClass; source: string }[] = [
  {
    class: 'public',
    words:
      'docs, doc, documentation, reference, learn, tutorial, docs search, knowledge, guide, pricing, changelog, examples, best practices, developer docs, radar, diagram',
    source: LANGUAGE,
  },
  {
    class: 'operations',
    words:
      'control plane, logs, logpush, audit logs, observability, monitoring, analytics, metrics, builds, incidents, deployments, status, security, admin, management, operations',
    source: LANGUAGE,
  },
  { class: 'unbounded', words: 'sql, database, query, sandbox, browser', source: LANGUAGE },
  {
    class: 'financial',
    words: 'billing, cost, costs, invoices, invoicing, accounting, expenses',
    source: LANGUAGE,
  },
  { class: 'credentials', words: 'secrets, iam, identity, sso, kms', source: LANGUAGE },
  {
    class: 'communications',
    words: 'mail, email, calendar, chat, meetings, messages, inbox',
    source: LANGUAGE,
  },
  {
    class: 'intellectual-property',
    words: 'notes, wiki, memory, drive, documents, code, repos, knowledge base',
    source: LANGUAGE,
  },
  { class: 'personal', words: 'contacts, crm, people, hr, leads', source: LANGUAGE },
  { class: 'payment', words: 'payments, pay, wallet', source: LANGUAGE },
  { class: 'health', words: 'health, fhir, medical, ehr', source: LANGUAGE },
]

/**
 * Phrases that hold a sensitive word and mean something else: they are skipped before anything is matched.
 * `API key`, `access token` and the like are what the server itself needs towards its upstream.
 */
export const HARMLESS = `
    claude code, vs code, visual studio code, roo code, api key, api token, access token, auth token,
    bearer token, personal access token, user token, service token, secret key, client secret, account id,
    token count, token usage, token limit, context token, max token, health check, health status,
    job health, check health, code of conduct, open issue, message queue topic, model context protocol,
    context protocol, language model, large language model, ai model, file name, name space,
    command palette, ai assistant, ai agent, user friendly, user experience, natural language,
    free of charge, in charge, no charge, call tool, tool call, api call, function call, card component,
    contact us, environment variable, docker image, docker container, docker configuration,
    claude desktop, sequential thought, patient waiting, mcp server, mcp client, protocol server,
    open source, real time, chat gpt, ai chat, chat interface, desktop app, docker desktop, event loop,
    cursor ide, mcp protocol, transaction isolation, daily workflow, your workflow, development workflow,
    database workflow, coding workflow, ai workflow, improve workflow, enhanced workflow, rate limiting,
    rate limit, error handling, debugging when building, docker based, docker environment,
    in memory cache, caching, built in, type safe, high performance, performance improvement, status code,
    event driven, job queue, thread safe, multi threaded, code snippet example, design pattern,
    project based on, this project, this repository, this repo, repository implement, this library,
    github repo for, user interface, user query, user request, user input, for user, multiple user,
    user specific, profile picture, image format, api documentation page, cursor integration, ide like,
    ides like, in your ide, llm model, ai model provider, foundation model, generative ai, ai tool,
    ai application, ai client, ai capability, ai powered, mcp tool, mcp integration, mcp interface,
    mcp compatible, mcp framework, fast mcp, mcp sdk, python sdk, typescript sdk, command line interface,
    command line tool, docker hub image, live preview, template project, open standard, cross platform,
    multi platform, plug and play, key feature, production ready, sign up, api endpoint, api credential,
    api integration, third party, use case, step by step guide, secure access, securely, safe environment,
    security feature, safety feature, authentication support, optional authentication,
    oauth authentication, oauth support, api authentication, token efficient, token efficiency,
    token cost, token budget, token saving, low latency, full text, multi language, multiple language,
    programming language, language support, structured content, structured output, structured format,
    multiple format, best effort, public ip, public key, data format, data structure, context window,
    context aware, agent framework, content type, content format, tool description, prompt injection,
    prompt engineering, state of the art, light weight, street address, ip address, mac address,
    email address for login, url address, address issue, seamless interaction, developer experience,
    best in class`
