// Everything that JobFunctions needs, in one resource group: a Flex Consumption plan with the function app, its identity, one
// storage account, and its telemetry. There is no key and no secret in it: every connection is made by the managed identity.
targetScope = 'resourceGroup'

@description('The name of this environment; part of what makes the names of its resources unique.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Where everything is created.')
param location string = resourceGroup().location

@description('Memory of one instance in MB; its processor share grows with it (512: a quarter core, 2048: one, 4096: two). Every timer and every job is billed by it.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances that may run at once, of all functions together. Each lane scales by itself.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that are kept warm for HTTP requests, so that the first one after a pause does not wait. 0 costs nothing while idle.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttpInstances int = 0

@description('How a deployment replaces running instances. RollingUpdate (in preview) lets running jobs end first; Recreate stops them, and they start again as new attempts.')
@allowed(['RollingUpdate', 'Recreate'])
param siteUpdateStrategy string = 'RollingUpdate'

@description('How long one execution of a function, and so one attempt of a job, may take. Host and app both read it.')
@allowed(['00:05:00', '00:10:00', '00:30:00', '01:00:00', '02:00:00', '04:00:00', '08:00:00'])
param functionTimeout string = '00:30:00'

@description('How many table partitions new jobs are spread over. It may grow at any time, but never shrink: jobs in the others would be in no list.')
@minValue(1)
@maxValue(64)
param shards int = 4

@description('Whether instances are spread over the zones of the region, which must have some; storageSku must then be one with zones, too.')
param zoneRedundant bool = false

@description('Redundancy of the storage account.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('For how many days a deleted blob can be restored.')
@minValue(1)
@maxValue(365)
param blobRestoreDays int = 7

@description('Who may call the API. None lets everybody do everything, and is for an app behind a gateway that authenticates.')
@allowed(['Jwt', 'None'])
param authMode string = 'Jwt'

@description('With Jwt: the issuer\'s address, where its keys are found, such as https://login.microsoftonline.com/<tenant>/v2.0.')
param authAuthority string = ''

@description('With Jwt: the issuer that tokens must name; the authority when empty.')
param authIssuer string = ''

@description('With Jwt: the audience that tokens must name.')
param authAudience string = ''

@description('With Jwt: the claim of a token that names the user, whose jobs and files are his; oid for Entra ID.')
param authUserClaim string = 'sub'

@description('Must be true for authMode None: a second word for a decision that opens everything.')
param allowNoneInCloud bool = false

@description('Further app settings, see docs/operations.md: a deployment removes those made by hand. What the template sets itself it sets over them. No secrets: those are Key Vault references.')
param extraSettings { *: string } = {}

@description('For how many days telemetry is kept; 31 are free of charge.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('The most telemetry that a day may bring, in GB; what comes beyond it is dropped until the next day. -1 for no limit.')
param logDailyCapGB int = 1

@description('Who gets a mail when an alert fires; alerts only show in the portal when empty.')
param alertEmail string = ''

@description('How often the alert rules look. Each rule is billed by it: it is the larger part of what an idle service costs.')
@allowed(['PT5M', 'PT15M'])
param alertFrequency string = 'PT15M'

@description('An alert fires when a due job has waited for longer than this many minutes.')
@minValue(1)
param alertPendingMinutes int = 15

@description('An alert fires when more than this share of the jobs that ended within an hour failed, in percent.')
@minValue(0)
@maxValue(100)
param alertFailedPercent int = 20

@description('An alert fires when one execution took longer than this many minutes.')
@minValue(1)
param alertRunningMinutes int = 20

@description('Tags of every resource.')
param tags { *: string } = {}

var token = uniqueString(resourceGroup().id, environmentName)
var allTags = union({ 'azd-env-name': environmentName }, tags)
var deploymentContainer = 'deployment'

// Refused here, since an app with such settings would be deployed and then not start.
var checkedMode = authMode == 'None' && !allowNoneInCloud
  ? fail('authMode is None: everybody could do everything. Set allowNoneInCloud to true when a gateway authenticates.')
  : authMode == 'Jwt' && (empty(authAuthority) || empty(authAudience))
      ? fail('authMode is Jwt: set authAuthority and authAudience.')
      : authMode

var authSettings = authMode == 'Jwt'
  ? {
      Auth__Mode: checkedMode
      Auth__Authority: authAuthority
      Auth__Issuer: empty(authIssuer) ? authAuthority : authIssuer
      Auth__Audience: authAudience
      Auth__UserClaim: authUserClaim
    }
  : {
      Auth__Mode: checkedMode
      Auth__AllowNoneInCloud: 'true'
    }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${token}'
  location: location
  tags: allTags
}

module storage 'storage.bicep' = {
  params: {
    name: 'st${token}'
    location: location
    tags: allTags
    sku: storageSku
    blobRestoreDays: blobRestoreDays
    deploymentContainer: deploymentContainer
    identityId: identity.id
    principalId: identity.properties.principalId
  }
}

module monitoring 'monitoring.bicep' = {
  params: {
    token: token
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyCapGB: logDailyCapGB
    identityId: identity.id
    principalId: identity.properties.principalId
  }
}

module alerts 'alerts.bicep' = {
  params: {
    token: token
    location: location
    tags: allTags
    insightsId: monitoring.outputs.insightsId
    email: alertEmail
    frequency: alertFrequency
    pendingMinutes: alertPendingMinutes
    failedPercent: alertFailedPercent
    runningMinutes: alertRunningMinutes
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${token}'
  location: location
  tags: allTags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true // Linux
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'func-${token}'
  location: location
  // azd finds the app of azure.yaml by this tag.
  tags: union(allTags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    siteConfig: {
      minTlsVersion: '1.2'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.outputs.blobEndpoint}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyHttpInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyHttpInstances }]
      }
      // In preview: the service knows it, the published types do not yet.
      #disable-next-line BCP037
      siteUpdateStrategy: {
        type: siteUpdateStrategy
      }
    }
  }

  // The runtime and its version stand in functionAppConfig: this plan refuses FUNCTIONS_WORKER_RUNTIME and its like.
  // They replace all that there are, so what the template does not know has to come by extraSettings.
  resource settings 'config' = {
    name: 'appsettings'
    properties: union(extraSettings, authSettings, {
      AzureWebJobsStorage__accountName: storage.outputs.name
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.properties.clientId
      AzureFunctionsJobHost__functionTimeout: functionTimeout
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
      Storage__CreateIfMissing: 'false' // storage.bicep makes what the app needs
      Storage__Shards: string(shards)
    })
  }

  // Deployments sign in with Entra ID; the passwords that every app has besides are switched off.
  resource scmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }

  resource ftpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }
}

output appName string = app.name
output appUrl string = 'https://${app.properties.defaultHostName}'
output storageAccountName string = storage.outputs.name
