import { group } from './vendor.ts'

/** Money: moving it, accounting for it, and trading with it. */
export const MONEY_VENDORS = [
  group('payment platform with its directory of customers', ['payment', 'financial', 'personal'], {
    names: 'stripe, stripe agent toolkit, squareup, square payments, square developer',
    words: 'square',
  }),
  group('vouchers and micropayments', ['payment'], {
    names: `
      bitrefill, reloadly, tremendous, giftbit, tango card, fewsats, l402, nevermined, skyfire payments,
      agent wallet, onramper, banxa, sardine onramp, coinflow, halliday, trade it, paid ai, kashier,
      fiskil`,
  }),
  group('payment service provider', ['payment', 'financial'], {
    names: `
      paypal, braintree, adyen, checkout com, mollie, razorpay, cashfree, payu, paytm, phonepe, instamojo,
      authorize net, worldpay, worldline, fiserv, clover pos, sumup, gocardless, paddle billing,
      lemon squeezy, fastspring, chargebee, recurly, chargify, maxio, paypro, 2checkout, verifone,
      mercado pago, ebanx, dlocal, rapyd, airwallex, payoneer, transferwise, remitly, xendit, midtrans,
      paystack, flutterwave, pagseguro, pagbank, asaas, efi pay, picpay, wepay, klarna, afterpay, venmo,
      cash app, zelle, apple pay, google pay, alipay, wechat pay, coinbase commerce, bitpay, opennode,
      dwolla, modern treasury, marqeta, lithic, highnote, galileo ft, column bank, increase bank,
      astra finance, polar sh, creem, dodo payments, hyperswitch, juspay, primer io, spreedly, finix,
      tabapay, nuvei, bluesnap, trustly, tink payments, truelayer, yapily, iyzico, paytr, payfast, yoco,
      paymob, tap payments, moyasar, hitpay, billplz, toss payments, portone, kakao pay, moneris, helcim,
      heartland, stax payments, payabli, rainforest pay, stedi payments, monei, redsys, pine labs,
      payload commerce, commercelayer, gr4vy, nomba, monnify, mpesa, daraja, safaricom, skyfire, payman,
      paymanai, slash banking, crossmint, catena, x402, agentpay, zibal, zarinpal, chargeflow`,
    words: 'paddle, clover, wise, affirm, primer, increase, column, polar, zip, moov',
  }),
  group('bank or money account', ['payment', 'financial'], {
    names: `
      mercury bank, brex, ramp card, monzo, starling bank, revolut, n26, nubank, bunq, chime bank,
      teller io, mx technologies, finicity, yodlee, gocardless bank, nordigen, saltedge, belvo, pluggy,
      mono co, okra api, akahu, basiq, enable banking, fintoc, akoya, up bank, qonto, tide bank,
      relay bank, novo bank, investec, wells fargo, chase bank, capital one, open banking, spiir,
      sparebank, finverse, treasury prime, unit co`,
    words: 'mercury, ramp, relay, teller, plaid, unit',
  }),
  group('crypto wallet, chain or exchange', ['payment'], {
    names: `
      solana wallet, polygon wallet, filecoin wallet, tezos wallet, coinbase, coinbase agentkit,
      coinbase developer platform, agentkit, cdp wallet, binance, kraken exchange, kucoin, okx, bybit,
      bitget, bitfinex, bitstamp, crypto com, hyperliquid, dydx, jupiter swap, metamask, phantom wallet,
      ledger wallet, trezor, fireblocks, bitgo, privy, dynamic xyz, turnkey wallet, magic link wallet,
      safe wallet, gnosis safe, thirdweb, solana agent kit, ethereum wallet, ethers, web3 wallet,
      bitcoin wallet, lightning network, lnbits, alby, lightning wallet, strike lightning, zaprite, nwc,
      nostr wallet, ton wallet, tonconnect, tron wallet, sui wallet, aptos wallet, near wallet,
      stellar wallet, cardano wallet, polkadot wallet, cosmos wallet, starknet wallet, avalanche wallet,
      base mcp, base onchain, goat sdk, lifi, debridge, across bridge, squid router, polymarket trading,
      kalshi trading, ccxt, bankless onchain wallet, armor crypto, heurist, wallet, tatum, openledger,
      circle usdc, usdc`,
    words: `
      kraken, gemini exchange, jupiter, circle, strike, moonpay, transak, ramp network`,
  }),
  group('brokerage', ['financial', 'payment'], {
    names: `
      alpaca trading, alpaca markets, alpaca, interactive brokers, ibkr, robinhood, schwab,
      charles schwab, td ameritrade, etrade, tradier, webull, tastytrade, tastyworks, questrade, zerodha,
      kite zerodha, upstox, groww, angel one, fyers, dhan, saxo bank, saxo, etoro, trading 212, oanda,
      ig markets, metatrader, mt5, mt4, tradestation, futu, moomoo, longport, longbridge, tiger brokers,
      snaptrade, freqtrade, lemon markets, degiro, fidelity, vanguard, public com invest, drivewealth,
      composer trade, ninjatrader, ctrader, kiwoom, toss securities, xtb, 5paisa, icici direct,
      breeze icici`,
  }),
  group('accounting, invoicing or expenses', ['financial'], {
    names: `
      sap, quickbooks, xero, freshbooks, sage intacct, sage accounting, sage 50, netsuite,
      wave accounting, zoho books, zoho invoice, zoho expense, exact online, datev, lexoffice, lexware,
      sevdesk, fortnox, visma, e conomic, economic dk, dinero, tripletex, holded, kashflow, freeagent,
      clearbooks, moneybird, bexio, pennylane, indy compta, freee, money forward, myob, reckon, bill com,
      expensify, sap concur, concur, navan, spendesk, payhawk, soldo, airbase, coupa, tipalti, stampli,
      ariba, zip procurement, ynab, youneedabudget, monarch money, lunch money, copilot money,
      actual budget, firefly iii, gnucash, beancount, hledger, ledger cli, splitwise, tiller money,
      simplifi, mint finance, wealthfolio, ghostfolio, portfolio performance, kubera, empower finance,
      turbotax, taxjar, avalara, vertex tax, anrok, taxbit, koinly, cointracker, gusto payroll, puzzle io,
      digits accounting, bench accounting, pilot com, runway finance, mosaic tech, cube fpna, anaplan,
      adaptive insights, pigment fpna, causal app, pulley cap, ledgy, invoice ninja, stripe invoicing,
      invoiced, billit, paperless invoice, siigo, alegra, contabilium, conta azul, omie, bling erp,
      tiny erp, nubox, facturapi, contifico, norman finance, norman, kintsugi tax, numeral tax, candis,
      getmyinvoices, docyt, ramp accounting, dext, rossum, chartmogul, profitwell, baremetrics,
      saasoptics, metronome, orb billing, stigg, m3ter, togai`,
    words: `
      wave, bench, puzzle, pleo, carta, sage, exact, mint, pilot, lago, orb, zuora, digits, causal, conta`,
  }),
  group('billing of subscriptions and usage', ['financial'], {
    names: `
      flexprice, openmeter, amberflo, solvimon, hyperline, alguna, sequence hq, maxio billing, adfin,
      fiskaly, stedi, ordway, billforward, younium, upflow, chaser hq, quaderno, sovos, stripe tax,
      taxdome, karbon, canopy tax, sap concur expense, quantconnect, hummingbot, kryll, cryptohopper,
      3commas, coinrule, composer, sophtron, kite, portfolio, trading agent, fixparser, delta exchange`,
  }),
  group('cloud costs', ['financial', 'operations'], {
    names: `
      aws cost explorer, cost explorer, aws billing, billing cost management, billing and cost management,
      aws cost analysis, azure cost management, cloudability, cloudhealth, vantage sh, finout, kubecost,
      opencost, infracost, cloudzero, cost management, harness ccm, spot io, prosperops, zesty, nops,
      cast ai, aws budgets, doit international, ternary finops, finops`,
    words: 'vantage',
  }),
  group('market data or filings', ['public'], {
    names: `
      yahoo finance, yfinance, alpha vantage, polygon io, finnhub, twelve data, iex cloud, tiingo,
      marketstack, eodhd, financial modeling prep, fmp, financial datasets, quandl, nasdaq data link,
      bloomberg, refinitiv, factset, morningstar, s p global, capital iq, pitchbook, crunchbase, lseg,
      sec edgar, edgar, edgartools, fred economic, fred, world bank, imf data, oecd, eurostat, coingecko,
      coinmarketcap, coinpaprika, cryptocompare, messari, defillama, dune analytics, nansen, glassnode,
      santiment, lunarcrush, token metrics, dexscreener, dexpaprika, geckoterminal, birdeye,
      codex defined, moralis, alchemy rpc, quicknode, infura, etherscan, blockscout, solscan, the graph,
      chainlink feeds, pyth, arkham, bitquery, covalent, goldrush, tradingview, stockanalysis,
      seeking alpha, simplywallst, polymarket, kalshi, manifold markets, metaculus, exchange rates,
      open exchange rates, exchangerate, frankfurter, currency exchange, fixer io, akshare, tushare,
      baostock, openbb, fiscal ai, aiera, daloopa, intrinio, barchart, massive com, stockflow,
      companies house, opencorporates, dart fss, northdata, mempool space, hive intelligence,
      cointelegraph, rootdata, feargreed, coinstats, alphasense, third bridge, mtnewswire, moodys,
      chronograph`,
    words: 'polygon, dune, quartr, fixer, octagon, massive',
  }),
  group('ledger or protocol: public to read, money to those who sign', ['payment'], {
    names: `
      bitcoin, ethereum, aptos, sui, starknet, cosmos, polkadot, cardano, tezos, ripple, dogecoin,
      litecoin, monero, zcash, avalanche, arbitrum, optimism, chainlink, icp, internet computer, stacks,
      kadena, mina, celo, fantom, solana, evm, xrpl, hedera, injective, uniswap, pancakeswap, 1inch,
      raydium, curve finance, aave, bsc, bnb chain, hive blockchain, rootstock, flow blockchain, monad,
      sei network, story protocol, kaia, wormhole, multiversx, gmx, sushiswap, balancer, morpho,
      compound finance, lido, makerdao, eigenlayer, pendle, orca dex, meteora, drift protocol, osmosis,
      thorchain, cowswap, paraswap, 0x protocol, odos, kyberswap, web3, blockchain, erc20, nft, nfts,
      defi, linea, zksync, scroll zkevm, mantle network, blast l2, berachain, filecoin, arweave, iota,
      vechain, neo blockchain, eos, antelope, chia, ergo blockchain, radix dlt, ton blockchain, tron,
      stellar, cronos, moonbeam, astar, oasis network, zetachain, axelar, layerzero, hyperlane,
      stargate finance, debank cloud`,
    words: `
      algorand, near, ton`,
    share: 0.4,
  }),
  group('exchange or wallet of one’s own', ['payment', 'financial'], {
    names: `
      gate io, mexc, htx, huobi, upbit, bithumb, coinone, deribit, bitmex, phemex, bingx, bitmart,
      backpack exchange, woox, indodax, coindcx, wazirx, bitso, luno, bitvavo, bitpanda, crypto trading,
      crypto trader, trading bot, uniswap trader, jupiter swap trader, hyperliquid trading, aster dex,
      aster, lighter exchange, apex omni, paradex, edgex, vertex protocol, polymarket trader`,
  }),
  group('tokens and wallets that an agent acts with', ['payment'], {
    names: `
      token revoke, bridge rates executor, solana agent, evm wallet, sol wallet, wallet agent, wallet mcp,
      rainbow wallet, trust wallet, rabby, argent, coinbase wallet, okx wallet, keplr, xverse, unisat,
      leather wallet, nunchuk, sparrow wallet, bitcoin core, lnd, core lightning, phoenixd, breez, boltz,
      blink wallet, wallet of satoshi, nostr zap, zaps, cashu, fedimint, nwc wallet, ethers wallet, viem,
      wagmi, web3 py, account abstraction, biconomy, zerodev, pimlico, gelato relay, safe multisig,
      squads multisig, multisig, agent payments, ap2, machine payments, stable pay, gift cards, top up,
      airtime, bill payments, donations, crowdfunding, every org, buy me a coffee, patreon, ko fi,
      gofundme, instacart checkout, doordash order, food order, order pizza, dominos, amazon purchase,
      buy amazon, crossmint checkout, shopping checkout, universal commerce protocol, agentic commerce,
      mastercard, amex, american express, upi, bhim, pix, sepa, iso 20022, ach, fednow, interac,
      ideal payments, bizum, twint, swish, vipps, mobilepay, blik, promptpay, duitnow, gcash, paymaya,
      grabpay, gopay, ovo pay, dana pay, momo pay, vnpay, zalopay, bkash, nagad, easypaisa, jazzcash,
      alipay plus, unionpay, lianlian pay, airwallex pay, stripe connect, stripe terminal,
      paypal checkout, braintree gateway, nmi gateway, usaepay, elavon, tsys, global payments, opayo,
      sagepay, paysafe, skrill, neteller, payone, computop, unzer, saferpay, datatrans, wallee, nets easy,
      bambora, quickpay, pensopay, epay`,
  }),
  group('enterprise resource planning', ['financial', 'personal', 'operations'], {
    names: `
      odoo, erpnext, sap s4hana, sap erp, s4hana, sap business one, oracle fusion erp,
      dynamics business central, business central, infor, epicor, acumatica, dolibarr, tryton, idempiere,
      axelor, kingdee, yonyou, frappe, microsoft dynamics nav, dynamics 365 finance, jd edwards,
      peoplesoft, oracle e business suite, unit4, ifs applications, proalpha, abas erp, weclapp, xentral,
      jtl wawi, myfactory, totvs, protheus, senior sistemas, sankhya, tally prime, busy accounting,
      marg erp`,
  }),
  group('income of an app or a shop', ['financial', 'personal'], {
    names: `
      iaptic, adapty, qonversion, superwall, revenuecat, glassfy, purchasely, apphud, nami ml,
      apple app store subscriptions, memberful, paddle metrics, churnkey, churnbuster, stripe data,
      patreon creator`,
  }),
] as const
