/** Stands for the reader's own module of NestJS in the samples. */
export class AppModule {
}
