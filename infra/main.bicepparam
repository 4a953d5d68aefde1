// What azd deploys: the sizes that main.bicep has by default, and what `azd env set` says. See docs/operations.md.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'jobs')
param authMode = readEnvironmentVariable('AUTH_MODE', 'Jwt') == 'None' ? 'None' : 'Jwt'
param authAuthority = readEnvironmentVariable('AUTH_AUTHORITY', '')
param authIssuer = readEnvironmentVariable('AUTH_ISSUER', '')
param authAudience = readEnvironmentVariable('AUTH_AUDIENCE', '')
param allowNoneInCloud = readEnvironmentVariable('AUTH_ALLOW_NONE_IN_CLOUD', 'false') == 'true'
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
