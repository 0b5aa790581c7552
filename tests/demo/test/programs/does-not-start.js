console.log('Connecting to the database …')
throw new Error('no database here')
