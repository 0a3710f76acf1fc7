import { group } from './vendor.ts'

/** What an organisation makes: code, documents, designs, models, and what is remembered of them. */
export const KNOWLEDGE_VENDORS = [
  group('source code host', ['intellectual-property'], {
    names: `
      github, gitlab, bitbucket, gitea, forgejo, codeberg, sourcehut, azure repos, aws codecommit,
      codecommit, gerrit, perforce, helix core, gitee, git, git local, subversion, svn, mercurial,
      sourcegraph, graphite dev, phabricator, gogs, tangled, radicle, swarmia, linearb, gitkraken,
      git mcp server, unity version control, plastic scm, assembla, github chat, opengrok, zoekt, onedev,
      gitcode`,
  }),
  group('source code host and project planning', ['intellectual-property', 'operations'], {
    names: 'azure devops, ado, visual studio team services, github enterprise',
  }),
  group('code assistant or development environment', ['intellectual-property'], {
    names: `
      unity, jetbrains, intellij, pycharm, webstorm, visual studio code, vscode, xcode, xcodebuild,
      android studio, neovim, nvim, emacs, eclipse ide, cursor ide, windsurf, claude code, codex cli,
      aider, continue dev, cline, roo code, code index, codegraph, repomix, code2prompt, gitingest,
      code context, claude context, ast grep, tree sitter, language server, lsp, roslyn, omnisharp, godot,
      unity editor, unity3d, unity mcp, unreal engine, unreal, blender, freecad, fusion 360, autocad,
      solidworks, onshape, openscad, rhino3d, sketchup, houdini, maya autodesk, revit, kicad, altium,
      cadquery, matlab, simulink, mathematica, jupyter, jupyterlab, jupyter notebook, jupyter mcp,
      google colab, colab, marimo, observable hq, deepnote, rstudio, stata, spss, sas viya, comsol, ansys,
      ghidra, ida pro, binary ninja, radare2, x64dbg, jadx, apktool, lldb, gdb, windbg, storybook,
      chromatic, shadcn studio, figma dev mode, coderabbit, greptile, qodo, sourcery ai, factory ai,
      replit, lovable dev, bolt new, stackblitz, v0 dev, tabnine, augment code, moderne, openrewrite,
      trunk io, launchable, sweep ai, task master, spec kit, openspec, backlog md, dbt project, dbt core,
      schemacrawler, liquibase, flyway, prisma schema, dbdiagram, drawdb, atlas schema, openapi, swagger,
      swaggerhub, api spec, redocly, postman collections, bruno api, insomnia rest, hoppscotch, apidog,
      stoplight, apimatic, speakeasy, mintlify, stainless, bump sh, ansible lint, code reviewer,
      nx console, nx workspace, turborepo, swiftlens, sourcekit, gopls, rust analyzer, clangd,
      dotnet types, unity code`,
    words: `
      cursor, serena, sweep, continue, devin, graphite, rhino, atlas, bruno, insomnia`,
  }),
  group('analysis of one’s own source code', ['intellectual-property', 'operations'], {
    names: `
      endor, langchain code, sonarqube, sonarcloud, sonar, semgrep, snyk, checkmarx, veracode,
      fortify sast, coverity, code climate, codescene, github advanced security, endor labs, mend io,
      black duck, codeql, deepsource, aikido, corgea, pixee, contrast security, mobb, cycode, snyk code,
      zenable, codelogic, jellyfish, faros ai, getdx, debugg ai, ramparts`,
    words: 'mend, qodana, codacy',
  }),
  group('catalogue of an organisation’s data', ['intellectual-property', 'operations'], {
    names: `
      atlan, alation, collibra, datahub, openmetadata, apache atlas, unity catalog, informatica catalog,
      microsoft purview, purview, select star, castor doc, amundsen, marquez, openlineage,
      monte carlo data, soda data, great expectations, kafka schema registry, schema registry, reltio,
      profisee, data world, dataedo, zeenea, ataccama, verodat, decube, apicurio`,
    words: 'secoda, soda, bigeye',
  }),
  group('notes or documents', ['intellectual-property'], {
    names: `
      notion, obsidian, evernote, onenote, roam research, logseq, craft docs, bear notes, apple notes,
      google keep, joplin, standard notes, simplenote, capacities io, reflect notes, mem ai, mem0,
      remnote, workflowy, dynalist, heptabase, supernotes, upnote, zettelkasten, zettlr, trilium,
      triliumnext, siyuan, appflowy, outline wiki, confluence, slite, slab wiki, nuclino, tettra, gitbook,
      bookstack, wikijs, dokuwiki, xwiki, sharepoint, onedrive, google drive, gdrive, google docs,
      google sheets, google slides, dropbox, dropbox paper, box com, citrix sharefile, sharefile, pcloud,
      mega nz, sync com, owncloud, seafile, filecloud, alfresco, nuxeo, opentext, documentum, hyland,
      onbase, m files, docuware, laserfiche, paperless ngx, paperless, imanage, netdocuments, coda io,
      zoho docs, zoho writer, zoho workdrive, onlyoffice, collabora, libreoffice, microsoft word, ms word,
      word document, docx, microsoft excel, excel, xlsx, spreadsheet, powerpoint, pptx, gamma app,
      beautiful ai, pitch deck, prezi, slidespeak, 2slides, pandoc, markdownify, markitdown, docling,
      unstructured io, unstructured, llamaparse, llama cloud, llamaindex, reducto, pdf reader, pdf,
      pdf tools, adobe acrobat, foxit, docusign, pandadoc, dropbox sign, hellosign, signnow, adobe sign,
      zoho sign, docuseal, documenso, concord contract, contractbook, linksquares, icertis, agiloft,
      evisort, spotdraft, readwise, instapaper, pocket app, raindrop, raindrop io, pinboard, karakeep,
      hoarder bookmarks, linkding, linkwarden, omnivore, matter reader, zotero, mendeley, papers app,
      paperpile, readcube, anki, quizlet, drafts app, ulysses, scrivener, grammarly, writer com,
      jasper ai, copy ai, lex page, overleaf, latex, typst, whimsical, excalidraw, draw io, lucidchart,
      lucid, mermaid, plantuml, mural, figjam, conceptboard, xmind, mindmeister, tldraw, eraser io,
      creately, structurizr, kroki, gliffy, archimate, archi, visio, cacoo, mapify, markmap,
      nextcloud files, gyazo, cleanshot, droplr, cloudapp, snagit, scribe how, tango training, guidde,
      productboard, aha io, craft io, canny io, maze co, userinterviews, notebooklm, guru knowledge,
      hebbia, dust tt, onyx app, danswer, ragie, vectara, needle app, needle, inkeep, kapa ai, ragflow,
      anythingllm, quivr, private gpt, amazon q business, qbusiness, amazon q index, amazon kendra,
      kendra, bedrock knowledge base, kb retrieval, aws kb retrieval, azure ai search, coveo,
      vertex ai search, autorag, ai search, graphlit, morphik, cognee, graphiti, basic memory, openmemory,
      supermemory, zep ai, memgpt, knowledge graph memory, knowledge graph, memory bank, neo4j memory,
      mcp memory, memos, usememos, blinko, pieces os, rememberizer, getzep, hindsight memory, byterover,
      memobase, in memoria, nocturne memory, rag server, local rag, lightrag, graphrag, kgrag, chatpdf,
      humata, textin, mathpix, mistral ocr, ocr, tesseract`,
    words: `
      box, coda, craft, bear, mem, tana, quip, slab, guru, outline, pocket, drafts, anytype, memory,
      gamma, pitch, dust, glean, scribe, lex, matter, reflect, miro, affine, egnyte, canva, letta, zep,
      filestash, writer, vectorize, dovetail, ironclad, juro, tango`,
  }),
  group('documents, memory or media work', ['intellectual-property'], {
    names: `
      stitch ai, kollektiv, unblocked, sequa, nozomio, byterover memory, context portal, conport,
      memories ai, chronulus, reexpress, growi, scorecard ai, rember, routine co, pinner, mindpilot,
      devhub, devhub cms, nutrient, devexpress, pspdfkit, boldsign, esignatures, esignature, offorte,
      putput, handwriting ocr, paddleocr, powerdrill, langextract, customgpt, chatbase, kiln, mastergo,
      pixso, motiff, lunacy, liveblocks, tldraw agent, supernova io, zeroheight, knapsack, anima app,
      builder visual copilot, locofy, sunra, invideo ai, allvoicelab, wavespeed, rime ai, hume ai, lmnt,
      smallest ai, databutton, pre dev, onlyoffice docspace, docspace, lingo dev, python refactoring,
      code refactoring, refactoring, github pr issue analyser, pull request analyser, devonthink,
      the brain, mymind, fabric so, eagle cool, bibigpt, lingq, dayone, journaling, memento, recallium,
      vestige, engram, memos os, memtensor, webflow remote`,
    words: 'nia, zine, glif, journal, diary, fabric',
  }),
  group('memory of mail and documents', ['intellectual-property', 'communications'], {
    names: `
      hyperspell, glean assistant, rewind, limitless pendant, littlebird, pieces ltm, microsoft work iq,
      work iq, fellow app, fellow ai`,
    words: 'fellow',
  }),
  group('design or media work', ['intellectual-property'], {
    names: `
      runware, obs, handbrake, yt dlp, immich, photoprism, google photos, apple photos, lightroom,
      capture one, sketch app, adobe xd, invision, zeplin, webflow, penpot, adobe express,
      adobe creative cloud, adobe firefly, photoshop, adobe photoshop, illustrator, indesign,
      premiere pro, after effects, davinci resolve, final cut, capcut, ffmpeg, imagemagick, gimp,
      inkscape, krita, affinity designer, procreate, spline design, rive app, lottiefiles, cloudinary,
      imagekit, imgix, bynder, brandfolder, frame io, canto dam, filestack, uploadcare, mux video, mux,
      vimeo, wistia, brightcove, kaltura, synthesia, heygen, runway ml, pika labs, luma labs, kling ai,
      hedra, tavus, invideo, veed, pictory, opusclip, vizard, ableton, ableton live, logic pro,
      reaper daw, garageband, fl studio, musescore, udio, elevenlabs, murf ai, play ht, resemble ai,
      cartesia, assemblyai, deepgram, rev ai, speechmatics, gladia, video editor, manim, remotion,
      shotstack, creatomate, bannerbear, placid app, plainly videos, json2video, image processing, opencv,
      pillow image, sharp image, video indexer, twelve labs, videodb, rendi, mcp video, screenpipe,
      obs studio, comfyui, meshy, tripo3d, magnific, photoroom, remove bg, clipdrop, vectorizer ai,
      minimax media, minimax`,
    words: `
      eraser, framer, sketch, descript, rive, spline, whisper, replicate, suno, sharp, vizro`,
  }),
  group('translation, speech or charts of one’s own material', ['intellectual-property'], {
    names: `
      translator, translate, deepl, google translate, amazon translate, aws translate, azure translator,
      libretranslate, languagetool, lokalise, phrase tms, phrase strings, crowdin, transifex, smartling,
      weglot, memoq, trados, poeditor, text to speech, tts, kokoro, amazon polly, amazon transcribe,
      rekognition, amazon rekognition, textract, chart, charts, quickchart, mcp server chart, antv,
      echarts, vega lite, plotly, datawrapper, chart js, d3`,
    words: 'phrase, lilt, polly, flourish',
  }),
  group('models, data sets and experiments', ['intellectual-property'], {
    names: `
      hugging face, hf, weights and biases, weights biases, wandb, mlflow, comet ml, neptune ai, clearml,
      dvc, kaggle, roboflow, label studio, labelbox, scale ai, snorkel, v7 labs, supervisely, cvat,
      humanloop, promptlayer, prompthub, vellum ai, agenta, bedrock custom model, custom model import,
      sagemaker, sagemaker ai, vertex ai, azure ml, azure machine learning, azure ai foundry,
      azure foundry, databricks ml, dataiku, datarobot, h2o ai, domino data lab, predibase,
      together fine tuning, openpipe, lamini, unsloth, ollama, lm studio, localai, vllm, llama cpp,
      openwebui, librechat, flowise, langflow, stack ai, relevance ai, crewai, langgraph, azure openai,
      claude desktop, bedrock, amazon bedrock, litellm, ai gateway, cloudflare ai gateway, nemo,
      nvidia nim, prompts chat, promptingguide`,
    words: 'comet, dify, encord',
  }),
  group('tests, APIs and their definitions', ['intellectual-property', 'operations'], {
    names: `
      langchain, langflow observability, smartbear, testrail, qase, xray test, zephyr scale,
      browserstack test management, katalon, mabl, tricentis, qtest, applitools, opik, langfuse,
      langsmith, arize, arize phoenix, phoenix arize, braintrust data, traceloop, helicone, portkey,
      galileo ai, patronus, agentops, promptfoo, deepeval, confident ai, honeyhive, laminar ai,
      comet opik, weave wandb, pactflow, lunary, maxim ai`,
    words: 'phoenix, braintrust, galileo, weave',
  }),
  group('API workspace with stored environments', ['intellectual-property', 'credentials'], {
    names: 'postman',
  }),
  group('content management', ['intellectual-property'], {
    names: `
      wordpress, wordpress com, drupal, joomla, ghost cms, contentful, sanity io, strapi, prismic,
      storyblok, hygraph, datocms, payload cms, keystatic, tina cms, builder io, contentstack, kontent ai,
      sitecore, adobe experience manager, aem, optimizely cms, umbraco, kirby cms, squarespace, hashnode,
      dev to, substack, hugo site, docusaurus, agility cms, butter cms, cosmicjs, magnolia cms,
      bloomreach, crafter cms, typo3, contao, craft cms, statamic, progress agentic rag`,
    words: 'ghost, sanity, directus, hugo, wix',
  }),
  group('legal work', ['intellectual-property', 'personal'], {
    names: `
      harvey ai, relativity ediscovery, mycase, everlaw, practicepanther, filevine, smokeball`,
    words: 'clio, harvey, relativity',
  }),
  group('product of an ordinary name', ['intellectual-property'], {
    names: `
      figma, did video`,
    words: `
      bolt, pieces, notably`,
  }),
] as const
