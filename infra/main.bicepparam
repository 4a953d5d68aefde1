// What azd and the workflow deploy: the sizes that main.bicep has by default, and what `azd env set` says. See docs/operations.md.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'jobs')
param authMode = readEnvironmentVariable('AUTH_MODE', 'Jwt') == 'None' ? 'None' : 'Jwt'
param authAuthority = readEnvironmentVariable('AUTH_AUTHORITY', '')
param authIssuer = readEnvironmentVariable('AUTH_ISSUER', '')
param authAudience = readEnvironmentVariable('AUTH_AUDIENCE', '')
param authUserClaim = readEnvironmentVariable('AUTH_USER_CLAIM', 'sub')
param allowNoneInCloud = readEnvironmentVariable('AUTH_ALLOW_NONE_IN_CLOUD', 'false') == 'true'
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')

param instanceMemoryMB = 2048
param maximumInstanceCount = int(readEnvironmentVariable('MAXIMUM_INSTANCE_COUNT', '40'))
param shards = int(readEnvironmentVariable('SHARDS', '4')) // never fewer than before

// Every other setting of the app, such as Retention__Completed: '7.00:00:00'.
param extraSettings = {}
