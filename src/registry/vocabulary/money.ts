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
    blockchain transaction, buy token, sell token, place order, cancel order, defi, pay with,
    pay invoice, purchase, settlement, charge, smart contract interaction, deploy token, web3,
    private key wallet`,
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
    billing, budget, ledger, revenue, portfolio, finance, cost, balance, financial data, tax, vat, erp,
    estimate, credit note, net worth, trading, trade, usage cost, pricing quote`,
  ),
] as const
