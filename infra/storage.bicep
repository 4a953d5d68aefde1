// The one storage account: jobs in tables, bells in queues, files in blobs, besides what the Functions host keeps for itself.

@description('Its name, unique in the world.')
@minLength(3)
@maxLength(24)
param name string

@description('Where it is.')
param location string

@description('Its tags.')
param tags { *: string }

@description('Its redundancy.')
param sku string

@description('For how many days a deleted blob can be restored.')
param blobRestoreDays int

@description('The container of the packages that are deployed.')
param deploymentContainer string

@description('The identity of the app; names its role assignments, so that a preview of the deployment knows them.')
param identityId string

@description('The principal of the identity.')
param principalId string

var tables = ['jobs', 'system', 'audit', 'webhooks']
var lanes = ['jobs-urgent', 'jobs-high', 'jobs-normal', 'jobs-low']
// The host would make a poison queue when it needs one; alerts and triggers want it from the start.
var queues = flatten(map(concat(lanes, ['webhooks']), lane => [lane, '${lane}-poison']))
var containers = ['jobs', 'files', 'state', deploymentContainer]

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    // Upload addresses are signed with a user delegation key, which this leaves alone.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource table 'tables' = [for table in tables: { name: table }]
  }

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [for queue in queues: { name: queue }]
  }

  resource blobService 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: {
        enabled: true
        days: blobRestoreDays
      }
      containerDeleteRetentionPolicy: {
        enabled: true
        days: blobRestoreDays
      }
    }

    resource container 'containers' = [for container in containers: { name: container }]
  }
}

// The account is the app's alone, so its whole is the narrowest scope that also holds what the host makes for itself.
var roles = {
  // Owner and not Contributor: it is what the Functions host asks for its own storage (leases, locks, keys). It also lends the user
  // delegation key of upload addresses, and reads the deployed package.
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  // Contributor and not Processor: the host renews the messages that it runs, which is a write.
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles): {
    name: guid(account.id, identityId, role.value)
    scope: account
    properties: {
      description: role.key
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
