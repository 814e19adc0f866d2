using './containers.bicep'

param location = 'westeurope'
