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
    access control, user authentication management, iam policy, iam role, iam user, role assignment,
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
    contact, lead, customer, profile, talent, hiring, applicant, audience segment, address, birthday,
    reservation, appointment, booking, user account, user management, account holder, demographic,
    follower, dating, household`,
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
    message, conversation, chat, thread, channel message, reply, notification, transcript, voice, call,
    newsletter, invite, availability`,
  ),
] as const
