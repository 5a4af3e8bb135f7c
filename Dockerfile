# The application on a Postgres of your own: docker build -t learning-admin . && docker run --env-file .env -p 3000:3000 learning-admin
# DATABASE_URL and the four secrets are required (see .env.example); migrations run at the start, under a lock.
FROM node:22-bookworm-slim
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
RUN chown node:node /app
USER node
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci
COPY --chown=node:node . .
# As the launcher builds, so that it finds nothing to do at the start.
RUN node --import tsx -e 'import("./db/launcher/build.ts").then((build) => build.buildIfNeeded(undefined, console.log))'
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=12s --start-period=60s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/api/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
CMD ["sh", "-c", "test -n \"$DATABASE_URL\" || { echo 'DATABASE_URL is missing' >&2; exit 1; }; exec node --import tsx db/start.ts"]
