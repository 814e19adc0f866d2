using './combinations.bicep'

param location = 'westeurope'
