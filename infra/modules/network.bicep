// A virtual network with a subnet for the app and one for private endpoints of both storage accounts.

@description('Name of the network.')
param name string

@description('Region of all.')
param location string

@description('Tags of all.')
param tags { *: string }

@description('Addresses of the network; a quarter of them is each subnet\'s.')
param addressPrefix string

@description('Storage account of the Functions host: blobs, queues and tables.')
param hostStorageId string

@description('Storage account of the pictures: blobs.')
param pictureStorageId string

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0) // Flex Consumption: an address for some instances each
          delegations: [
            {
              name: 'flex'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

var services = ['blob', 'queue', 'table']
var wanted = [
  { name: 'pictures-blob', service: 0 }
  { name: 'host-blob', service: 0 }
  { name: 'host-queue', service: 1 }
  { name: 'host-table', service: 2 }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, i) in services: {
    parent: zones[i]
    name: name
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [
  for one in wanted: {
    name: '${name}-${one.name}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: network::endpoints.id
      }
      privateLinkServiceConnections: [
        {
          name: one.name
          properties: {
            privateLinkServiceId: startsWith(one.name, 'pictures') ? pictureStorageId : hostStorageId
            groupIds: [services[one.service]]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
  for (one, i) in wanted: {
    parent: privateEndpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: services[one.service]
          properties: {
            privateDnsZoneId: zones[one.service].id
          }
        }
      ]
    }
    dependsOn: [zoneLinks]
  }
]

@description('Subnet of the app.')
output appSubnetId string = network::app.id
