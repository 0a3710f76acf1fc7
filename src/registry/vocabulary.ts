import type { DataClass } from './dataClasses.ts'

/**
 * Words and phrases of general language that say what a server carries. Matched as whole tokens after stemming
 * (`invoices`, `invoicing` are `invoice`), never as parts of words.
 */
export type VocabularyRow = {
  class: DataClass
  /** How much one occurrence says, 0 to 5. A known product says 4. */
  weight: number
  phrases: string
  source: string
}

const source = 'general language; weights set on one half of the labelled servers (docs/accuracy.md)'

const row = (className: DataClass, weight: number, phrases: string): VocabularyRow => ({
  class: className,
  weight,
  phrases,
  source,
})

export const VOCABULARY: readonly VocabularyRow[] = [
  row(
    'health',
    4,
    `
    patient, patient record, medical record, health record, ehr, emr, fhir, hl7, dicom, phi, hipaa,
    prescription, medication list, clinical note, lab result, allergy intolerance, immunization,
    encounter note, vital sign, health data, healthcare provider record, telehealth, heart rate,
    sleep data, biometric data, wearable, blood pressure, blood glucose, menstrual cycle,
    mental health record, therapy session, workout history, genome of patient, radiology report`,
  ),
  row(
    'health',
    2.5,
    `
    clinical record, diagnosis, diagnose, biometric, fitness, workout, body weight, calorie intake,
    health metric, dental record, nutrition log, fingerprint scan, face recognition, hospital, clinic,
    symptom, physician, doctor appointment, health insurance`,
  ),

  row(
    'payment',
    4,
    `
    payment, refund, checkout session, credit card, debit card, card number, payout, wire transfer,
    bank account, bank transfer, payment link, payment gateway, payment intent, charge card,
    charge customer, transfer fund, send fund, send money, send crypto, transfer token,
    send transaction, sign transaction, crypto wallet, wallet balance, token swap, swap token,
    stablecoin payment, place order trade, trade execution, execute trade, execute swap,
    payment processing, process payment, accept payment, chargeback, iban, sepa, direct debit,
    gift card, top up, topup, send token, mint nft, stake token, staking, send eth, send sol,
    bridge token, crypto payment, usdc payment, money transfer, virtual card, issue card`,
  ),
  row(
    'payment',
    2,
    `
    wallet, checkout, payer, payee, subscription billing, on chain transaction, onchain transaction,
    blockchain transaction, buy token, sell token, place order, cancel order, defi, pay with,
    pay invoice, purchase, settlement, charge, smart contract interaction, deploy token, web3,
    private key wallet`,
  ),

  row(
    'credentials',
    4,
    `
    secret management, secret manager, manage secret, read secret, get secret, list secret,
    secret vault, password manager, password vault, stored password, retrieve password, rotate secret,
    rotate key, key management, certificate management, issue certificate, private key management,
    identity management, identity provider, identity and access management, access management,
    access control, user authentication management, iam policy, iam role, iam user, role assignment,
    permission management, manage permission, manage role, rbac, single sign on, sso configuration,
    mfa reset, reset password, create api key, manage api key, list api key, revoke token,
    service account key, privileged access, authentication and user management, passkey,
    manage access key, user provision, scim, vault secret, kv secret, identity platform,
    authorization policy, credential management, manage credential, store credential`,
  ),
  row(
    'credentials',
    1.5,
    `secret, credential, oauth client, user role, identity, authentication platform, environment variable value, access policy`,
  ),

  row(
    'personal',
    4,
    `
    crm, customer relationship management, contact record, customer record, customer profile,
    employee record, employee data, human resource, hris, payroll, applicant tracking, candidate,
    recruiting, recruitment, resume, curriculum vitae, lead generation, sales lead, lead enrichment,
    contact enrichment, people search, person enrichment, find email address, email finder, prospecting,
    prospect, linkedin profile, user profile, personal information, personal data, pii,
    personally identifiable, contact list, address book, phone number lookup, subscriber, mailing list,
    customer data, customer list, attendee, guest list, donor, student record, student, membership,
    customer support conversation, employee, background check, customer data platform, survey response,
    form response, form submission, social profile, live location, location history, gps track,
    family tree, genealogy, booking of customer, reservation of guest, tenant record, passenger`,
  ),
  row(
    'personal',
    1.5,
    `contact, lead, customer, person, people, profile, talent, hiring, applicant, audience segment, address, birthday, reservation, appointment, booking, user account, user management, account holder, demographic, follower, dating, household`,
  ),

  row(
    'financial',
    4,
    `
    invoice, accounting, bookkeeping, trading bot, trading account, trading strategy, trading platform,
    algorithmic trading, trade order, open position, brokerage, general ledger, journal entry,
    balance sheet, profit and loss, expense report, expense, tax return, tax filing, accounts payable,
    accounts receivable, personal finance, financial account, transaction history, bank statement,
    portfolio holding, portfolio position, own portfolio, account balance, brokerage account,
    cost analysis, cost report, cost explorer, cost management, spending, billing data,
    billing information, billing management, purchase order, revenue data, subscription revenue, mrr,
    budgeting, budget tracking, financial record, financial report generation, procurement, payroll run,
    reconcile, reconciliation, quote to cash, cap table, financial planning, trial balance`,
  ),
  row(
    'financial',
    1.5,
    `billing, budget, ledger, revenue, portfolio, finance, cost, balance, financial data, tax, vat, erp, estimate, credit note, net worth, trading, trade, usage cost, pricing quote`,
  ),

  row(
    'communications',
    4,
    `
    email, e mail, mailbox, inbox, gmail, send email, read email, send message, direct message,
    private message, chat message, chat history, chat channel, sms, text message, whatsapp,
    telegram message, slack message, instant message, messaging platform, messaging api, messaging,
    phone call, voice call, call recording, call transcript, voicemail, calendar, calendar event,
    schedule meeting, meeting note, meeting transcript, meeting, transcript of meeting,
    video conference, conversation history, team chat, group chat, notification message,
    push notification, send notification, voice agent, telephony, email thread, mail,
    newsletter sending, transactional email, email delivery`,
  ),
  row(
    'communications',
    1.5,
    `message, conversation, chat, thread, channel message, reply, notification, transcript, voice, call, newsletter, invite, availability`,
  ),

  row(
    'intellectual-property',
    3.5,
    `
    source code, codebase, code repository, git repository, private repository, repository,
    pull request, merge request, code review, code search, code analysis, code quality, static analysis,
    sast, code scanning, code snippet, commit history, note taking, notes, personal note, your notes,
    knowledge base, knowledge management, knowledge graph, internal document, document management,
    document store, document processing, document retrieval, document search, your documents,
    your knowledge, company knowledge, internal knowledge, wiki, wiki page, design file, design system,
    mockup, wireframe, diagram, whiteboard, board content, cad, cad model, 3d model, 3d scene,
    game engine, game development, persistent memory, long term memory, memory store, memory layer,
    memory bank, semantic memory, store memory, agent memory, memories, rag, retrieval augmented,
    fine tune, fine tuning, model registry, training data, custom model, dataset management,
    prompt management, spreadsheet, slide, slide deck, presentation, pdf document, pdf file,
    word document, excel file, excel workbook, contract document, contract analysis, e signature,
    ebook library, manuscript, patent draft, content management, content management system, cms,
    headless cms, digital asset, asset library, media asset, video editing, video file, edit video,
    image editing, audio file, recording, api definition, api specification, api design, openapi spec,
    openapi schema, openapi specification, database schema, schema design, ide,
    integrated development environment, code editor, code assistant, coding assistant,
    development project, project file, notebook, workspace page, documentation of your project,
    architecture diagram, code generation, refactor, refactoring, debugger, reverse engineer,
    binary analysis, local document, file sharing, document collaboration, collaboration workspace,
    visual workspace, visual collaboration, screenshot, bookmark, reference manager, research library,
    technical specification, requirement document, prd, test case management, private documentation,
    private document, private data, proprietary, in house, ingest your, your codebase, your code,
    your project, your file, your content, your text, your design, translate document, text to speech,
    speech to text, transcription, transcribe, speech recognition, voice generation, voice cloning,
    dubbing, generate image, create image, video generation, music generation, image editor,
    convert document, document conversion, file conversion, convert file, proofread, grammar check,
    chart creation, create chart, data visualization, dashboard design, build chart, enterprise search,
    enterprise knowledge, ingested content, ingestion, ingest document, embed document,
    vector embedding of document, content repository, document repository, translation project,
    localization`,
  ),
  row(
    'intellectual-property',
    1.2,
    `document, note, page, file, code, design, knowledge, memory, model, translate, translation, visualization, dataset, prompt, image generation, image, video, audio, content, project, template, chart, workspace, draft, blog post, article draft, schema, unit test, programming, developer productivity, api catalog, folder, lms course, asset`,
  ),

  row(
    'operations',
    3.5,
    `
    log analysis, application log, log data, logs, observability, monitoring, metric, metrics, alert,
    alerts, alerting, incident, incident management, on call, uptime, telemetry, distributed tracing,
    trace, apm, error tracking, application error, crash report, stack trace, performance monitoring,
    dashboards, slo, root cause, deployment, deploy, ci cd, continuous integration, continuous delivery,
    build pipeline, pipeline, build log, release management, kubernetes, kubernetes cluster, cluster,
    container, containers, docker container, docker image, virtual machine, serverless, lambda function,
    cloud resource, cloud infrastructure, infrastructure, infrastructure as code,
    infrastructure management, terraform, cloudformation, server management, hosting, web hosting,
    dns record, dns management, domain management, load balancer, network device, network observability,
    network configuration, network management, network topology, firewall rule, router, switch port,
    vpn, vulnerability, vulnerability scan, vulnerability management, security scanning,
    security posture, security testing, penetration testing, threat detection, threat hunting, threat,
    siem, edr, security event, security alert, compliance, attack surface, audit log, audit trail,
    endpoint security, device inventory, asset inventory, device management, ticket, ticketing,
    issue tracking, issue tracker, bug tracker, project management, task management, task list, task,
    todo, to do list, sprint, kanban, backlog, work item, time tracking, timesheet, service desk,
    helpdesk, itsm, workflow management, workflow engine, workflow orchestration, process engine,
    business process, process instance, job scheduling, scheduled job, message queue, message broker,
    topic, queue, consumer group, event streaming, web analytics, product analytics, usage analytics,
    site analytics, traffic analysis of your, seo, search console, keyword ranking, backlink,
    ad campaign, advertising, ad account, marketing campaign, campaign, campaign performance,
    marketing analytics, conversion rate, ab test, feature flag, experimentation, audience insight,
    audience, social media management, social post, social posting, social media post, brand monitoring,
    review management, app review, storefront, online store, e commerce store, ecommerce store,
    product catalog management, inventory, stock level, order management, fulfillment, shipment,
    shipping, logistics, warehouse stock, supply chain, manufacturing, production line, fleet,
    smart home, home automation, device control, control device, light, thermostat, iot, iot device,
    sensor data, robot, drone, printer, 3d printer, media server, playback, test automation,
    load testing, load test, performance testing, test run, test execution, test result,
    api gateway management, gateway management, api management, api analytics, rate limit policy,
    gpu instance, gpu, compute instance, cost optimization, cloud management, resource management,
    platform resource, cloud operations, cloud account, llm observability, llm evaluation,
    mobile app testing, app store, build and test, energy consumption, meter reading,
    data pipeline monitoring, change management, asset tracking, backup, disaster recovery,
    capacity planning, service catalog, workload, environment management, operational, operations,
    devops, devsecops, sre, system administration, sysadmin, control plane, cluster provisioning,
    provision, provisioning, android app, ios app, mobile app, android device, ios device,
    mobile device, emulator, simulator, app development, device farm`,
  ),
  row(
    'operations',
    1.2,
    `issue, status, workflow, job, build, event, usage, analytics, analytic, performance, health check, server status, instance, account setting, configuration, service, environment, network, device, release, scan, debug, report, monitor, evaluation, store product, order, product, quota, scaling, cloud, automation platform, resource, manage project, scheduling, schedule, security, risk, region, integration status, insight, agent run, log`,
  ),

  row(
    'unbounded',
    4,
    `
    sql query, sql queries, execute sql, run sql, execute query, run query, database query,
    query database, database interaction, database operation, database access, database management,
    relational database, vector database, graph database, nosql database, time series database,
    key value store, in memory database, document database, distributed database, database server,
    data warehouse, data warehousing, data lake, lakehouse, data lakehouse, business intelligence,
    cypher query, run cypher, sparql query, natural language sql, natural language to sql, text to sql,
    collection query, any database, any data source, connect any data, filesystem, file system,
    file operation, local file, read write file, read file, write file, arbitrary file, directory tree,
    object storage, s3 bucket, storage bucket, shell command, run command, execute command,
    terminal command, terminal, command line, shell access, ssh, remote server, arbitrary code,
    execute code, run code, code execution, code interpreter, execute python, run python, sandbox,
    sandboxed environment, python script, powershell, bash, browser automation, automate browser,
    control browser, web browser, browser session, headless browser, browser, chrome devtools,
    computer use, desktop automation, control desktop, mouse and keyboard, gui automation, any api,
    any rest api, any graphql, graphql query, graphql endpoint, http request, api request,
    arbitrary http, all your tools, all your apps, thousands of apps, hundreds of apps,
    apps and services, connect to any, any mcp server, multiple mcp server, catalog of mcp server,
    mcp aggregator, mcp gateway, mcp proxy, integration platform, automation platform,
    workflow automation, unified api, universal api, connect your apps, app integration, 100 apps,
    500 apps, low code, no code database, generic database, data platform, data source, data sources,
    data virtualization, enterprise data, etl, data integration, semantic layer, list table,
    describe table, run aggregate, insert document`,
  ),
  row(
    'unbounded',
    1.5,
    `database, sql, query, table, postgres, postgresql, mysql, sqlite, mongodb, oracle database, odbc, jdbc, connection string, storage, bucket, cache, index search, elasticsearch, command, script, execute, snowflake, bigquery, structured data, data processing, data transformation, desktop, mcp tool, external tool, natural language query, data analysis, dataframe`,
  ),

  row(
    'public',
    3.5,
    `
    documentation, official documentation, library documentation, api documentation,
    up to date documentation, docs, web search, search engine, search the web, search web,
    real time web, internet search, web page content, public data, public api, publicly available,
    public source, open data, open source intelligence, open access, open government, government data,
    official statistics, web scraping, scrape, scraping, scraper, crawl, crawler, web crawling,
    fetch url, url content, website content, web content, website, convert web page, news, news article,
    headline, weather, forecast, weather data, geocoding, geocode, place search, map, maps, directions,
    route planning, points of interest, satellite imagery, earthquake, air quality, vessel, ais data,
    flight, flight search, hotel, travel, airbnb, listing details, timetable, public transport, transit,
    wikipedia, encyclopedia, article search, academic paper, research paper, scientific paper,
    scientific literature, literature search, paper, preprint, arxiv, pubmed, biomedical literature,
    genomic database, gene, protein, compound, chemistry, clinical trial, drug label, patent search,
    legislation, case law, court, law, congress, regulation text, stock market, stock price,
    market data, stock data, financial market, sec filing, earnings transcript, market intelligence,
    investment research, analyst research, exchange rate, cryptocurrency price, crypto price,
    token price, crypto market, on chain data, onchain data, blockchain data, market cap,
    prediction market, package registry, npm package, pypi, package version, library version,
    dependency version, code example, component library, ui component, best practice, guidance,
    tutorial, learning resource, reference data, public repository, public github, hacker news, reddit,
    youtube, youtube video, youtube transcript, video transcript, podcast, movie, film, tv show, anime,
    book search, recipe, sport, game data, pokemon, lyrics, music discovery, job posting,
    real estate listing, property listing, product search, product comparison, price comparison,
    shopping, calculator, calculation, arithmetic, mathematical, math, convert unit, unit conversion,
    time zone, timezone, current time, date calculation, random number, dice, encode, decode,
    dictionary, joke, quote of the day, sequential thinking, structured thinking, problem solving,
    reasoning, thinking, chain of thought, reflective, domain availability, whois, ip address lookup,
    ip geolocation, dns lookup, ping, traceroute, cve database, cve, threat intelligence feed,
    smart contract library, contract template, solidity contract, standard library, sample server,
    reference server, demo, test server, example, image search, stock photo, icon library, font,
    color palette, qr code, chess, trivia, census, museum, holiday, astronomy, nasa, space, fact check,
    marketing framework, domain name, domain search, find domain`,
  ),
  row(
    'public',
    1.2,
    `public, search, web, internet, library, framework, reference, learn, guide, language, open, statistic, country, city, location, location search, market, article, real time information, research, online, information, discover, lookup, convert, conversion, generate, format, validate`,
  ),
]

/**
 * Words in the name of a server that say which side of a known product it shows: `Stripe docs` carries no payments,
 * `cloud billing` no infrastructure. They weaken what the product by itself would say.
 */
export const QUALIFIERS: readonly { words: string; class: DataClass; source: string }[] = [
  {
    class: 'public',
    words:
      'docs, doc, documentation, reference, learn, tutorial, docs search, knowledge, guide, pricing, changelog, examples, best practices, developer docs, radar, diagram',
    source,
  },
  {
    class: 'operations',
    words:
      'control plane, logs, logpush, audit logs, observability, monitoring, analytics, metrics, builds, incidents, deployments, status, security, admin, management, operations',
    source,
  },
  { class: 'unbounded', words: 'sql, database, query, sandbox, browser', source },
  { class: 'financial', words: 'billing, cost, costs, invoices, invoicing, accounting, expenses', source },
  { class: 'credentials', words: 'secrets, iam, identity, sso, kms', source },
  { class: 'communications', words: 'mail, email, calendar, chat, meetings, messages, inbox', source },
  {
    class: 'intellectual-property',
    words: 'notes, wiki, memory, drive, documents, code, repos, knowledge base',
    source,
  },
  { class: 'personal', words: 'contacts, crm, people, hr, leads', source },
  { class: 'payment', words: 'payments, pay, wallet', source },
  { class: 'health', words: 'health, fhir, medical, ehr', source },
]

/**
 * Phrases that hold a sensitive word and mean something else: they are skipped before anything is matched.
 * `API key`, `access token` and the like are what the server itself needs towards its upstream.
 */
export const HARMLESS = `
    api key, api token, access token, auth token, bearer token, personal access token, user token,
    service token, secret key, client secret, account id, token count, token usage, token limit,
    context token, max token, health check, health status, job health, check health, code of conduct,
    open issue, message queue topic, model context protocol, context protocol, language model,
    large language model, ai model, file name, name space, command palette, ai assistant, ai agent,
    user friendly, user experience, natural language, free of charge, in charge, no charge, call tool,
    tool call, api call, function call, card component, contact us, environment variable, docker image,
    docker container, docker configuration, claude desktop, sequential thought, patient waiting,
    mcp server, mcp client, protocol server, open source, real time, chat gpt, ai chat, chat interface,
    desktop app, docker desktop, event loop, cursor ide, mcp protocol, transaction isolation,
    state of the art, light weight, street address, ip address, mac address, email address for login,
    url address, address issue, seamless interaction, developer experience, best in class`
