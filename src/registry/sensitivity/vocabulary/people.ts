import { row } from './row.ts'

/** Words of people: their health, who they are, what they may do, what they say. */
export const PEOPLE_WORDS = [
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
    'credentials',
    4,
    `
    secret management, secret manager, manage secret, read secret, get secret, list secret,
    secret vault, password manager, password vault, stored password, retrieve password, rotate secret,
    rotate key, key management, certificate management, issue certificate, private key management,
    identity management, identity provider, identity and access management, access management,
 user authentication management, iam policy, iam role, iam user, role assignment,
    permission management, manage permission, manage role, manage user, role and permission,
    user and permission, user and role, rbac, single sign on, sso configuration, mfa reset,
    reset password, create api key, manage api key, list api key, revoke token, service account key,
    privileged access, authentication and user management, passkey, manage access key, user provision,
    scim, vault secret, kv secret, identity platform, authorization policy, credential management,
    manage credential, store credential`,
  ),
  row(
    'credentials',
    1.5,
    `
    secret, credential, oauth client, user role, identity, authentication platform,
    environment variable value, access policy`,
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
    customer data, customer list, attendee, guest list, donor, student record, membership,
    customer support conversation, employee, background check, customer data platform, survey response,
    form response, form submission, social profile, live location, location history, gps track,
    family tree, genealogy, booking of customer, reservation of guest, tenant record, passenger`,
  ),
  row(
    'personal',
    2,
    `
    person, people, student, teacher, learner, patient contact, citizen, voter, resident, tenant, guest,
    family, relationship, traveler, passport, driver, job seeker, freelancer, salesperson, sales,
    account executive, deal, sales pipeline, opportunity`,
  ),
  row(
    'personal',
    1.5,
    `
    contact, lead, customer, profile, talent, hiring, applicant, audience segment, birthday, reservation,
    appointment, booking, user account, user management, account holder, demographic, follower, dating,
    household`,
  ),
  row(
    'communications',
    4,
    `
    email, e mail, mailbox, inbox, gmail, send email, read email, send message, direct message,
    private message, chat message, chat history, chat channel, sms, text message, whatsapp,
    telegram message, slack message, instant message, messaging platform, messaging api, phone call,
    voice call, call recording, call transcript, voicemail, calendar, calendar event, list event,
    create event, upcoming event, free busy, schedule meeting, meeting note, meeting transcript,
    transcript of meeting, video conference, conversation history, team chat, group chat,
    notification message, push notification, send notification, voice agent, telephony, email thread,
    newsletter sending, transactional email, email delivery`,
  ),
  row(
    'communications',
    2.5,
    `
    messaging, meeting, mail, caller, chatbot conversation, dm, post to channel, voicebot, webinar`,
  ),
  row(
    'communications',
    1.5,
    `
    message, conversation, chat, thread, channel message, reply, notification, transcript, voice,
    newsletter, invite, availability`,
  ),
  row(
    'personal',
    4,
    `
    username search, search username, username across, username, osint investigation, account information,
    user account information, social network account, social media profile, person search, find people,
    background information on people, customer information, customer purchase, customer support,
    support ticket of customer, customer service, lead management, contact management, manage contact,
    contact information, apple contact, phone contact, employee directory, staff, leave request,
    job candidate, job application, cover letter, cv, resume builder, matchmaking, dating profile,
    user data, user record, member directory, location sharing, find my, location tracking, gps location,
    school record, grade book, patient demographic, survey, form builder, crm record, crm data,
    account and contact, client management, personal assistant data`,
  ),
  row(
    'health',
    4,
    `
    medical data, electronic health, health tracking, sleep tracking, workout data, fitness data,
    fitness activity, running activity, training data from, glucose, cgm, heart rate variability,
    calorie tracking, wearable data, health app, body composition, personal health, medication reminder,
    period tracking, genetic data`,
  ),
  row(
    'communications',
    4,
    `
    mail server, email client, email account, email management, manage email, email message, imap, smtp,
    send mail, read mail, chat platform, chat app, chat room, chat log, chat bot api, message history,
    messages to channel, post message, read message, reply to message, group message, message group,
 bot message, send notification to, desktop notification, sms message, imessage,
    signal message, slack workspace, slack channel, discord server, discord bot, telegram bot,
    telegram channel, teams channel, line message, line official, tweet, post tweet, social network,
    calendar management, manage calendar, meeting scheduling, meeting recording, zoom meeting,
    meeting summary, meeting bot, voice message, voice chat, make call, phone number call, outbound call,
    inbound call, push message, webhook notification, alert message to phone`,
  ),
  row(
    'credentials',
    4,
    `
    read password, password store, credential vault, store secret, secret storage, api key management,
    token management, oauth token, manage oauth, key vault, encryption key, ssh key, private key,
    sign in as user, user permission, user access, access right, zero trust access, grant access,
    role based access, identity access, jwt signing, certificate authority, tls certificate issuance`,
  ),
  row(
    'personal',
    4,
    `
    verified email, email of lead, street address of, mailing address, home address, customer address`,
  ),
  row(
    'communications',
    0.8,
    `
    call`,
  ),
  row(
    'credentials',
    4,
    `
    manage access control, access control list, access control policy, access control management`,
  ),
] as const
