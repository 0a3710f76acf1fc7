import { row } from './row.ts'

/** Words of what anyone may read, and of pure computation. */
export const PUBLIC_WORDS = [
  row(
    'public',
    3.5,
    `
    documentation, official documentation, library documentation, api documentation,
    up to date documentation, docs, web search, search engine, search the web, search web,
    real time web, internet search, web page content, public data, public api, publicly available,
    public source, open data, open source intelligence, open access, open government, government data,
    official statistics, web scraping, scrape, scraping, crawl, web crawling, fetch url, url content,
    website content, web content, convert web page, news, news article, headline, weather, forecast,
    weather data, geocoding, geocode, place search, map, maps, directions, route planning,
    points of interest, satellite imagery, earthquake, air quality, vessel, ais data, flight,
    flight search, hotel, travel, airbnb, listing details, timetable, public transport, transit,
    wikipedia, encyclopedia, article search, academic paper, research paper, scientific paper,
    scientific literature, literature search, paper, preprint, arxiv, pubmed, biomedical literature,
    genomic database, protein, compound, chemistry, clinical trial, drug label, patent search,
    legislation, case law, court, law, congress, regulation text, stock market, stock price,
    market data, stock data, financial market, sec filing, earnings transcript, market intelligence,
    investment research, analyst research, exchange rate, cryptocurrency price, crypto price,
    token price, crypto market, on chain data, onchain data, blockchain data, market cap,
    prediction market, package registry, npm package, pypi, package version, library version,
    dependency version, code example, component library, ui component, best practice, tutorial,
    learning resource, reference data, public repository, public github, hacker news, reddit, youtube,
    youtube video, youtube transcript, video transcript, podcast, movie, film, tv show, anime,
    game data, pokemon, lyrics, music discovery, job posting, real estate listing, property listing,
    product search, product comparison, price comparison, calculator, calculation, arithmetic,
    mathematical, math, convert unit, unit conversion, time zone, timezone, current time,
    date calculation, random number, dice, encode, decode, dictionary, joke, quote of the day,
    sequential thinking, structured thinking, chain of thought, reflective, domain availability, whois,
    ip address lookup, ip geolocation, dns lookup, traceroute, cve database, cve,
    threat intelligence feed, smart contract library, contract template, solidity contract,
    standard library, sample server, reference server, test server, image search, stock photo,
    icon library, color palette, qr code, chess, trivia, census, museum, holiday, astronomy, nasa,
    fact check, marketing framework, domain name, domain search, find domain`,
  ),
  row(
    'public',
    2,
    `
    space, crawler, font, demo, reasoning, thinking, recipe, gene, scraper, ping, website, guidance,
    problem solving, shopping, language, tip, fact, specification of language, benchmark, ranking,
    leaderboard, game, sport, music, artist, city guide, restaurant, trail, bible, poem, quotes, ip,
    domain`,
  ),
  row(
    'public',
    1.2,
    `
    public, search, web, internet, library, reference, learn, guide, statistic, country, city, location,
    location search, market, article, real time information, research, online, information, discover,
    lookup, convert, validate`,
  ),
  row(
    'public',
    0.8,
    `
    example`,
  ),
] as const
