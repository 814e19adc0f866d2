// The app on Azure Container Apps.

@description('Name of the app.')
param name string

@description('Name of its environment.')
param environmentName string

@description('Region of both.')
param location string

@description('Tags of both.')
param tags { *: string }

@description('The image, with its registry and tag.')
param image string

@description('The registry, where the identity is to pull from it; empty: anybody may.')
param registryServer string

@description('Processor cores of a replica, such as 1 or 0.5.')
param cpu string

@description('Memory of a replica, such as 2Gi. It must go with cpu: 2 GiB for each core.')
param memory string

@description('The fewest replicas.')
param minReplicas int

@description('The most replicas.')
param maxReplicas int

@description('Requests at once, for each of which replicas another one is started.')
param httpConcurrency int

@description('Storage account of the work queue.')
param queueAccountName string

@description('The work queue.')
param workQueue string

@description('Originals that wait there for each replica.')
param originalsPerReplica int

@description('Resource id of the user-assigned identity.')
param identityId string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Settings by name.')
param settings { *: string }

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: environmentName
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'azure-monitor' // by the setting below: the workspace has no keys
    }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

// The only version that has this shape; there is no stable one.
#disable-next-line use-recent-api-versions
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
  }
}

var port = 8080

resource app 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true // Front Door asks from outside; that it is ours the app checks (FrontDoor__Id)
        targetPort: port
        transport: 'http'
        allowInsecure: false
      }
      registries: empty(registryServer) ? [] : [{ server: registryServer, identity: identityId }]
    }
    template: {
      terminationGracePeriodSeconds: 60 // Images__Timeout, and what Hosting/Container takes beside it
      containers: [
        {
          name: 'imagefunctions'
          image: image
          resources: {
            cpu: json(cpu)
            memory: memory
          }
          env: map(items(settings), setting => { name: setting.key, value: setting.value })
          probes: [
            // Whether it runs: a storage that does not answer is no reason to start it anew.
            {
              type: 'Liveness'
              httpGet: { path: '/', port: port }
              periodSeconds: 10
              failureThreshold: 3
            }
            // Whether it can serve: not without storage, and not when it is about to end.
            {
              type: 'Readiness'
              httpGet: { path: '/healthz', port: port }
              periodSeconds: 5
              timeoutSeconds: 5
              failureThreshold: 2
            }
          ]
          // What was being decoded when the process died stands in a file there, and must outlive the container.
          volumeMounts: [{ volumeName: 'temporary', mountPath: '/tmp' }]
        }
      ]
      volumes: [{ name: 'temporary', storageType: 'EmptyDir' }]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'requests'
            http: {
              metadata: { concurrentRequests: string(httpConcurrency) }
            }
          }
          {
            name: 'originals'
            azureQueue: {
              accountName: queueAccountName
              queueName: workQueue
              queueLength: originalsPerReplica
              identity: identityId
            }
          }
        ]
      }
    }
  }
}

@description('Host name of the app.')
output hostName string = app.properties.configuration.ingress.fqdn
