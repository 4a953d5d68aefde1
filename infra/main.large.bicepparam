// For much work: more table partitions, larger instances and many of them, in all zones of the region (which must have some), and HTTP
// that never starts cold. The usual quota of a region, 250 cores for all apps, is 125 instances of this size: ask for more beforehand.
using 'main.bicep'

param environmentName = 'large'
param instanceMemoryMB = 4096
param maximumInstanceCount = 400
param alwaysReadyHttpInstances = 2 // fewer there can't be with zones
param zoneRedundant = true
param shards = 16
param storageSku = 'Standard_ZRS'
param functionTimeout = '01:00:00'
param logRetentionDays = 90
param logDailyCapGB = 20
param alertFrequency = 'PT5M'
param alertPendingMinutes = 5
param alertRunningMinutes = 45

param authAuthority = readEnvironmentVariable('AUTH_AUTHORITY')
param authAudience = readEnvironmentVariable('AUTH_AUDIENCE')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
