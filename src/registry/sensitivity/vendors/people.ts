import { group } from './vendor.ts'

/** People: health, identity, customers, staff, and what they say to each other. */
export const PEOPLE_VENDORS = [
  group('electronic health record', ['health', 'personal'], {
    names: `
      epic ehr, epic fhir, cerner, oracle health, athenahealth, eclinicalworks, nextgen healthcare,
      allscripts, veradigm, meditech, drchrono, elation health, practice fusion, kareo, tebra, openemr,
      openmrs, medplum, smart on fhir, fhir, hapi fhir, aidbox, google healthcare,
      azure health data services, redox, health gorilla, particle health, 1uphealth, canvas medical,
      healthie, simplepractice, therapynotes, doctolib, zocdoc, dicom, orthanc, pacs, philips healthsuite,
      intersystems iris for health, flexpa, metriport, nabla, suki, abridge, dexcom, libreview,
      nightscout`,
  }),
  group('practice management of a clinic', ['health', 'personal'], {
    names: `
      charmhealth, charm ehr, jane app, cliniko, dentrix, opendental, curve dental, carestack, semble,
      heidi health, phreesia, luma health, klara, solutionreach, nexhealth, advancedmd, modmed,
      greenway health, amwell, teladoc, pabau, power diary, nookal, halaxy, ezyvet, medesk, carepatron,
      wellsky, pointclickcare, matrixcare, hint health, akute, welkin health, commure, innovaccer,
      arcadia health, komodo health, truveta, flatiron, tempus, sema4, 23andme, ancestry dna, healthomics,
      aws healthomics, aws healthlake, comprehend medical`,
  }),
  group('fitness or health tracker', ['health', 'personal'], {
    names: `
      fitbit, oura, oura ring, whoop, garmin, garmin connect, apple health, healthkit, google fit,
      health connect, strava, withings, polar flow, myfitnesspal, cronometer, hevy, intervals icu,
      trainingpeaks, eight sleep, terra api, ultrahuman, headspace, peloton, samsung health, macrofactor,
      wger, openwearables`,
  }),
  group('password or secrets manager', ['credentials'], {
    names: `
      1password, onepassword, bitwarden, lastpass, dashlane, keepass, keepassxc, hashicorp vault,
      vault server, doppler secrets, infisical, akeyless, cyberark, conjur, delinea, thycotic,
      beyondtrust, aws secrets manager, secrets manager, azure key vault, key vault,
      google secret manager, secret manager, gitguardian, envkey, passbolt, proton pass, keeper security,
      keeper secrets, teleport access, strongdm, hashicorp boundary, venafi, smallstep, cert manager,
      certbot, letsencrypt, aws kms, cloud kms, openbao, varlock, nhi`,
    words: 'vault, doppler, keeper, pass, dotenv',
  }),
  group('identity and access management', ['credentials', 'personal'], {
    names: `
      okta, auth0, keycloak, entra, entra id, microsoft entra, azure ad, active directory, ldap, openldap,
      pingidentity, pingone, onelogin, jumpcloud, fusionauth, frontegg, descope, stytch, workos,
      clerk auth, cognito, amazon cognito, ory, ory kratos, zitadel, authentik, authelia, logto,
      supertokens, kinde, scalekit, permit io, cerbos, sailpoint, saviynt, conductorone, duo security,
      yubico, casdoor, propelauth, userfront, transmit security, openfga, spicedb, authzed,
      beyond identity, lumos identity`,
    words: 'clerk, duo, curity, corbado',
  }),
  group('identity administration of a cloud', ['credentials'], {
    names: `
      iam, aws iam, google iam, gcp iam, azure rbac, iam identity center, rbac manager,
      iam policy autopilot`,
  }),
  group('customer relations', ['personal'], {
    names: `
      salesforce, hubspot, pipedrive, zoho crm, zoho, affinity crm, copper crm, insightly, sugarcrm,
      suitecrm, vtiger, espocrm, freshsales, dynamics 365, dynamics crm, microsoft dynamics, nimble crm,
      nutshell crm, capsule crm, streak crm, folk crm, twenty crm, monica crm, infusionsoft, kommo,
      amocrm, bitrix24, agile crm, bigin, clay com, zoominfo, lusha, rocketreach, hunter io, clearbit,
      people data labs, pdl, snov io, cognism, seamless ai, crustdata, coresignal, proxycurl, fullenrich,
      surfe, leadmagic, gong io, woodpecker co, explorium, vibe prospecting, demandbase, 6sense,
      common room, warmly, dealfront, leadfeeder, less annoying crm, membrain, wealthbox, redtail crm,
      real geeks, veeva crm, braze, klaviyo, mailchimp, convertkit, beehiiv, brevo, sendinblue, omnisend,
      drip email, moengage, clevertap, webengage, mailerlite, getresponse, aweber, constant contact,
      campaign monitor, marketo, pardot, eloqua, segment cdp, twilio segment, rudderstack, mparticle,
      tealium, treasure data, typeform, jotform, surveymonkey, tally so, google forms, qualtrics,
      formstack, fillout, eventbrite, luma events, meetup, linkedin, contacts, google contacts, bumble,
      tinder, airship, onesignal, nationbuilder, salesforge, lagrowthmachine, phantombuster, dux soup,
      waalaxy, expandi, carddav, partiful, jobber, housecall pro, servicetitan, mindbody, zenoti, vagaro`,
    words: `
      clay, copper, keap, streak, folk, attio, gong, hunter, nimble, twenty, affinity, paperform, tally,
      luma, kit, drip`,
  }),
  group('sales engagement: customers and what is said to them', ['personal', 'communications'], {
    names: `
      close crm, outreach io, apollo io, gohighlevel, highlevel, leadconnector, salesmate, smartlead,
      instantly ai, reply io, follow up boss, customer io, activecampaign, chatwoot, aloware, kixie,
      nooks ai, orum, mixmax, yesware, groove sales, vidyard, dialer, heyreach, thena, erxes,
      dialogflow cx, inbox zero`,
    words: 'close, outreach, lemlist, salesloft',
  }),
  group('education', ['personal', 'intellectual-property'], {
    names: `
      canvas lms, instructure, moodle, blackboard, blackboard learn, google classroom, edubase, schoology,
      brightspace, d2l, sakai, open edx, edx studio, powerschool, infinite campus, clever edu, classdojo,
      gradescope, turnitin, kahoot, absorb lms, talentlms, cornerstone ondemand, thinkific school, ilias,
      classin, studyo, seesaw, managebac, veracross`,
    words: 'docebo, litmos',
  }),
  group('proof of identity', ['personal', 'credentials'], {
    names: `
      withpersona, persona identity, onfido, jumio, veriff, sumsub, trulioo, socure, alloy identity,
      cheqd, dock certs, worldcoin, world id, authenticator app, asgardeo, civic pass,
      verifiable credentials, postidentity, id me`,
    words: 'persona, yoti, trinsic',
  }),
  group('human resources or recruiting', ['personal'], {
    names: `
      workday, bamboohr, hibob, personio, rippling, adp, paychex, paylocity, paycom, ukg, ceridian,
      dayforce, successfactors, sap successfactors, oracle hcm, remote com, oyster hr, justworks, trinet,
      zenefits, factorial hr, humaans, charthop, lattice hr, culture amp, 15five, leapsome, greenhouse io,
      greenhouse recruiting, lever co, ashby, ashbyhq, smartrecruiters, jobvite, icims, teamtailor,
      recruitee, breezy hr, bullhorn, checkr, hireright, sterling check, indeed, glassdoor, upwork,
      kforce, sapling hr, employment hero, freshteam, zoho people, zoho recruit, odoo hr, payfit,
      hireflix, greythr, keka, darwinbox, finch api, merge hris, kombo, beamery, eightfold,
      gem recruiting, textkernel, resume parser, affinda, reactive resume`,
    words: 'greenhouse, lever, deel, gusto, lattice, gem, factorial, namely, workable',
  }),
  group('e-mail', ['communications'], {
    names: `
      gmail, google mail, outlook, outlook mail, exchange online, exchange server, microsoft exchange,
      imap, smtp, fastmail, protonmail, tutanota, zoho mail, yahoo mail, icloud mail, apple mail,
      thunderbird, mailtrap, sendgrid, mailgun, postmark, mailersend, mailjet, sparkpost, amazon ses,
      aws ses, ses email, resend email, nylas, superhuman, missive app, mailpit, mailhog, inbound email,
      agentmail, himalaya, jmap, emailjs, elastic email, mailosaur, mailslurp, unipile, email server,
      email sender, mailinator, shortwave, notmuch, mutt, loops so, plunk`,
    words: 'resend, mail, email, missive, loops, postal',
  }),
  group('chat or telephony', ['communications'], {
    names: `
      twitter, x twitter, instagram, facebook, facebook page, tiktok, threads app, bluesky, mastodon,
      pinterest, nostr, snapchat, vk, weibo, xiaohongshu, rednote, douyin, linkedin messaging, buttondown,
      securenote, securenote link, privnote, onetimesecret, slack, discord, telegram, whatsapp,
      signal messenger, signal cli, wechat, wecom, feishu, dingtalk, kakaotalk, viber, microsoft teams,
      ms teams, mattermost, rocket chat, zulip, google chat, webex, cisco webex, ringcentral, dialpad,
      aircall, twilio, vonage, nexmo, plivo, telnyx, bandwidth com, messagebird, infobip, clicksend,
      imessage, apple messages, messenger, facebook messenger, matrix synapse, matrix chat,
      element matrix, irc, xmpp, openphone, quo phone, vapi, retell ai, bland ai, livekit, sendbird,
      getstream, pusher chat, pushover, ntfy, gotify, beeper, texts com, crisp chat, tawk to, respond io,
      manychat, callrail, justcall, cloudtalk, 8x8, five9, genesys, genesys cloud, amazon connect,
      talkdesk, nice cxone, line messaging, line bot, line official, wassenger, evolution api, textmagic,
      ntfy sh, serverchan, bark push, guilded, revolt chat, chanty, cliq, zoho cliq, synthflow,
      elevenlabs agents, autocalls, phonely, voximplant, mailchannels`,
    words: `
      threads, line, signal, teams, matrix, front, crisp, lark, element, flock, bark, sinch, quo`,
  }),
  group('calendar, meetings or transcripts', ['communications'], {
    names: `
      google calendar, gcal, outlook calendar, apple calendar, ical, icalendar, caldav, calendly, cal com,
      savvycal, acuity scheduling, doodle poll, reclaim ai, motion calendar, zoom, zoom meetings,
      google meet, gotomeeting, bluejeans, whereby, jitsi, otter ai, fireflies, fireflies ai,
      fathom video, fathom ai, tldv, read ai, avoma, grain co, chorus ai, granola ai, krisp, supernormal,
      sembly, meetgeek, recall ai, vexa, attendee, limitless ai, rewind ai, bee computer, omi, plaud,
      spiky ai, zoominfo chorus, loom, riverside fm, livestorm, calendar, nextmeeting, timetree, bookedin,
      microsoft bookings, vimcal, fantastical, cron calendar, tactiq, jamie ai, carbonvoice`,
    words: `
      fathom, granola, otter, grain, chorus, motion, reclaim, meet, clockwise, circleback, doodle`,
  }),
  group('office suite with mail and files', ['communications', 'intellectual-property'], {
    names: `
      google workspace, gsuite, microsoft 365, office 365, ms 365, m365, ms graph, microsoft graph,
      nextcloud, zoho workplace, lark suite, icloud, apple ecosystem, apple native, proton suite,
      outlook 365`,
  }),
  group('customer support', ['personal', 'communications'], {
    names: `
      intercom, zendesk, freshdesk, help scout, kustomer, gorgias, freshchat, livechat inc, drift chat,
      tidio, reamaze, groove hq, kayako, zoho desk, happyfox, dixa, ada cx, forethought, pylon support,
      usepylon, liveagent, deskpro, helpshift, unthread, front app, trengo, richpanel, sendoso, ujet`,
    words: 'plain, pylon, gladly, drift, hiver, groove',
  }),
  group('finder of people', ['personal'], {
    names: `
      maigret, holehe, socialscan, whatsmyname, ghunt, phoneinfoga, osint industries, pipl, epieos,
      spokeo, beenverified, whitepages, truecaller, blackbird osint, social analyzer, toutatis, osintgram,
      instaloader, sherlock osint, facecheck, pimeyes, linkedin scraper, linkedin profile,
      linkedin profiles, linkedin jobs apply, skip tracing, people search, person search, username search,
      sherlock project, intelius, radaris, thatsthem, ancestry, familysearch, myheritage, geni, gedcom,
      gramps, genealogy`,
    words: `
      sherlock`,
  }),
  group('body, sleep and training', ['health', 'personal'], {
    names: `
      zepp, amazfit, coros, suunto, wahoo fitness, concept2, strong app, freeletics, renpho, carb manager,
      lose it, yazio, fatsecret, lifesum, sleep cycle, autosleep, flo health, natural cycles, bearable,
      daylio, runkeeper, mapmyrun, nike run club, zwift, rouvy, tonal, wodify, fitness tracker,
      workout tracker, fitatu, health auto export, apple healthkit, healthdata export, dexcom g7,
      libre link, freestyle libre, tidepool, glooko, omron, qardio, kardia, medisafe, ehr, hl7, hl7 fhir,
      smart fhir, fhir server, agentcare, dicom server, patient records, open epic, epic mychart, mychart,
      hospital information system, veterinary records, telemedicine`,
  }),
  group('human resources and schools by country', ['personal'], {
    names: `
      sesame hr, kenjo, bizneo, endalia, talenox, swag app, hrone, zimyo, sumhr, jobadder, vincere,
      recruit crm, manatal, zoho hr, hrworks, rexx systems, d vinci, softgarden, join com,
      welcome to the jungle, taleez, flatchr, jobposting ats, ats, resume, cv builder, rxresume,
      json resume, resume builder, cover letter, job application, jobs apply, linkedin easy apply,
      interview coach, staffing, timesheet staff, ukg pro, sap hcm, people hr, breathe hr, cezanne hr,
      moorepay, deputy hr, when i work, homebase, rotaready, planday, quinyx, connecteam, sling shifts`,
  }),
  group('messages on social and chat networks', ['communications'], {
    names: `
      x com, tweet, twikit, farcaster, warpcast, neynar, lens protocol, lemmy, misskey, pixelfed,
      truth social, mewe, discourse, disqus, tumblr, bluesky social, atproto, at protocol, nostr relay,
      mastodon social, fediverse, activitypub, facebook graph, instagram dm, instagram graph,
      messenger platform, whatsapp web, whatsapp business, wa bot, baileys, green api, waha, wati,
      gupshup, 360dialog, ultramsg, interakt, aisensy, turn io, telegram bot, tg bot, telethon, mtproto,
      tdlib, slack bot, discord bot, discord webhook, qq bot, onebot, napcat, feishu bot, lark bot,
      dingtalk bot, wechat bot, wechaty, wxauto, gewechat, zalo, zalo oa, line oa, kakao, kakaowork,
      jandi, naver works, swit, chatwork, teams bot, webex teams, threema, wire messenger,
      session messenger, simplex chat, keybase, delta chat, jami, zoom chat, campfire, twist, typetalk,
      bearychat, bale messenger, eitaa, rubika, kik, skype, google voice, asterisk, freepbx, 3cx,
      freeswitch, kamailio, signalwire, jambonz, daily co, agora, agora io, zego, tencent im, easemob,
      sendbird chat, stream chat, cometchat, talkjs, ably chat, novu, knock app, courier notifications,
      apprise, pushbullet, pushdeer, pushplus, wxpusher, bark notify, ifttt notify, teams webhook,
      chat history, imessages, mac messages, android sms, sms gateway, smsmode, smsapi, africas talking,
      clickatell, telesign, sms gate, twilio messaging, twilio sms`,
  }),
  group('mail, calendars and meetings', ['communications'], {
    names: `
      gmail mcp, gmail server, google mail api, email mcp, mcp email, mail server, mailgun api,
      imap email, pop3, mailcow, mailu, stalwart, postfix, dovecot, sieve, roundcube, zimbra, kopano,
      horde, sogo, open xchange, lotus notes, hcl notes, hcl domino, proton calendar, hey email,
      spark mail, edison mail, airmail, canary mail, mimestream, temp mail, mail tm, 1secmail,
      disposable email, sendy, listmonk, mautic, ghost newsletter, email octopus, flodesk, moosend,
      omnisend email, email verification, zerobounce, neverbounce, google calendar events, gcalendar,
      macos calendar, ics, ical feed, radicale, baikal, teamup calendar, cronofy, nylas calendar,
      when2meet, rallly, zcal, tidycal, youcanbookme, meeting notes, meeting minutes, meeting assistant,
      zoom transcripts, teams meetings, teams transcripts, gong calls, wudpecker, notta, tldv meetings,
      hyprnote, macwhisper, superwhisper, voice memos, voicenotes`,
  }),
  group('letters, passwords and access of one’s own', ['credentials'], {
    names: `
      password store, gopass, pass cli, enpass, nordpass, roboform, dashlane cli, psono, teampass,
      vaultwarden, padloc, bitwarden secrets, sops, age encryption, sealed secrets, external secrets,
      kubernetes secrets, secrets, secret store, secret vault, ssm parameters, google kms, gcp kms,
      azure managed identity, windows credential manager, macos keychain, keychain, gnome keyring, gpg,
      gnupg, pgp, yubikey, totp, otp, two factor, env vault, envault, dotenvx, phase dev, chamber secrets,
      confidant, knox, pulumi esc, hcp vault, hashicorp vault enterprise, step ca, ejbca,
      acme certificates, certificate manager, pki, digicert, sectigo, entrust, globalsign, keyfactor,
      appviewx, spiffe, spire, aws sts, aws sso, aws iam identity center, okta workforce, entra admin,
      microsoft entra id, ad ldap, freeipa, kanidm, lldap, gluu, wso2 identity server, forgerock,
      ping federate, shibboleth, simplesamlphp, dex oidc, hydra oauth, oauth2 proxy, rbac, opa,
      open policy agent, aserto, oso cloud, permify, warrant dev, topaz authz`,
  }),
  group('generic messages and meetings', ['communications'], {
    words: `
      meetings, notifications, notification`,
  }),
  group('marketing of an ordinary name', ['personal'], {
    words: `
      iterable`,
  }),
] as const
