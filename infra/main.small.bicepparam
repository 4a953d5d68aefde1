// For trying things out and for light use, as cheap as it can be: nothing is kept warm, and the smallest instance runs the timers.
// A job gets a quarter of a core and 512 MB, which is too little for matching large files: choose 2048 then.
using 'main.bicep'

param environmentName = 'small'
param instanceMemoryMB = 512
param maximumInstanceCount = 40
param alwaysReadyHttpInstances = 0
param shards = 4
param storageSku = 'Standard_LRS'
param logDailyCapGB = 1
param alertFrequency = 'PT15M'

param authAuthority = readEnvironmentVariable('AUTH_AUTHORITY')
param authAudience = readEnvironmentVariable('AUTH_AUDIENCE')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
