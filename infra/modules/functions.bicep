// The app on Flex Consumption.

@description('Name of the function app; also its host name.')
param name string

@description('Name of the plan. Flex Consumption takes one app a plan.')
param planName string

@description('Region of both.')
param location string

@description('Tags of both.')
param tags { *: string }

@description('Name of the runtime and its version, as Flex Consumption knows them.')
param runtime { name: 'custom' | 'dotnet-isolated', version: string }

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('The most instances that there may be.')
param maximumInstanceCount int

@description('Instances that are always on.')
param alwaysReadyInstances int

@description('Requests that one instance gets at once; null: the platform\'s choice.')
param httpConcurrency int?

@description('Whether instances are spread over the availability zones.')
param zoneRedundant bool

@description('Subnet that the app reaches the network through; null: none.')
param subnetId string?

@description('Resource id of the user-assigned identity.')
param identityId string

@description('Address of the blob container that holds the app package.')
param packageContainerUri string

@description('App settings by name.')
param settings { *: string }

@description('Whether only a Front Door profile is let in; otherwise everyone is.')
param onlyFrontDoor bool

@description('What that profile sends in X-Azure-FDID.')
param frontDoorId string

@description('Whether Event Grid may reach the host, to deliver events.')
param letEventGridIn bool

@description('Address of a package of the app; empty: it is deployed by itself.')
param packageUri string

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true // Linux
    zoneRedundant: zoneRedundant
  }
}

// Event Grid delivers to the host itself, which asks for the key that it was given. Pictures stay Front Door's alone: the app
// checks its header.
var eventGridRule = letEventGridIn
  ? [
      {
        name: 'EventGrid'
        description: 'Events of the pictures\' account'
        priority: 110
        action: 'Allow'
        tag: 'ServiceTag'
        ipAddress: 'AzureEventGrid'
      }
    ]
  : []

var frontDoorRule = onlyFrontDoor
  ? [
      {
        name: 'FrontDoor'
        description: 'Only our own Front Door'
        priority: 100
        action: 'Allow'
        tag: 'ServiceTag'
        ipAddress: 'AzureFrontDoor.Backend'
        headers: {
          'x-azure-fdid': [frontDoorId]
        }
      }
    ]
  : []

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: subnetId
    functionAppConfig: {
      runtime: runtime
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
        triggers: httpConcurrency == null ? null : { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      // The service tag is all of Azure Front Door, anybody's; the header makes it this one. The app checks the header
      // again (FrontDoor__Id): two locks, since a wrong restriction here is silent.
      ipSecurityRestrictionsDefaultAction: onlyFrontDoor ? 'Deny' : 'Allow'
      ipSecurityRestrictions: concat(frontDoorRule, eventGridRule)
      // Deployment goes to the scm site, from wherever the owner or a pipeline is. Entra ID guards it: passwords are off.
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      appSettings: map(items(settings), setting => { name: setting.key, value: setting.value })
    }
  }
}

resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource package 'Microsoft.Web/sites/extensions@2025-03-01' = if (!empty(packageUri)) {
  parent: app
  name: 'onedeploy'
  #disable-next-line BCP187 // the published type knows no properties; Azure's own samples for Flex Consumption give these
  properties: {
    packageUri: packageUri
    remoteBuild: false
  }
}

@description('Host name of the app.')
output hostName string = app.properties.defaultHostName
