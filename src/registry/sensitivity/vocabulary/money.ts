import { row } from './row.ts'

/** Words of money: moving it, and accounting for it. */
export const MONEY_WORDS = [
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
    blockchain transaction, buy token, sell token, place order, cancel order, pay with, pay invoice,
    settlement, charge, deploy token, private key wallet`,
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
    `
    billing, budget, ledger, revenue, portfolio, finance, cost, balance, tax, vat, erp,
    estimate, credit note, net worth, trading, trade, usage cost, pricing quote`,
  ),
  row(
    'payment',
    4,
    `
    mint token, token minting, mint erc, erc 20 token, deploy token contract, token transfer,
    transfer eth, transfer sol, transfer usdc, native token, swap execution, execute transaction,
    submit transaction, broadcast transaction, transaction signing, sign message with wallet,
    manage wallet, wallet management, create wallet, wallet operation, wallet integration, crypto trading,
    trade crypto, buy and sell, place trade, execute order, place order on exchange, limit order,
    spot trading, futures trading, perpetual trading, dex trading, automated trading of crypto,
    revoke token allowance, token allowance, approve token, lending protocol position, provide liquidity,
    add liquidity, cross chain transfer, bridge asset, lightning payment, pay lightning invoice,
    bitcoin payment, micropayment, x402, pay per use, paid api, shopping cart checkout, buy product,
    order food, bank api, open banking, payment api, payment method, payment service, payment provider,
    subscription payment, donation payment, invoice payment`,
  ),
  row(
    'financial',
    4,
    `
    app revenue, purchase data, transaction data, sales revenue, stock portfolio, crypto portfolio,
    portfolio management, portfolio tracking, portfolio analysis, portfolio tracker, investment account,
    investment portfolio, trading position, trade history, order history of trades, paper trading,
    backtest, trading signal, quantitative trading, erp system, accounting software, accounting system,
    accounting data, bank transaction, transaction categorization, expense tracking, expense management,
    budget management, household budget, tax calculation of company, cash flow, payslip, receipt,
    purchase invoice, sales order, quotation, e invoice, financial account data, aws cost, cloud cost,
    cost and usage`,
  ),
  row(
    'payment',
    4,
    `
    online banking, business bank, mobile banking, bank balance, mint and transfer, mint nfts,
    transfer nft, stablecoin, stablecoins, pay for api, agentic payment, pay for, make purchase,
    send and receive, transfer of fund, send bitcoin, receive payment, remittance, disbursement,
    loan account, credit account, paycheck`,
  ),
  row(
    'financial',
    4,
    `
    generate invoice, payment due, outstanding payment, unpaid invoice, cost allocation, cloud bill,
    cloud spend, net asset, holdings, dividend income, capital gain, tax declaration, financial goal,
    saving goal, debt, loan, insurance policy, treasury management, financial model, financial forecast,
    fundraising`,
  ),
] as const
