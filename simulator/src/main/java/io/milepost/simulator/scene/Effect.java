package io.milepost.simulator.scene;

/** What a scene does to its pictures besides showing what is there. */
public enum Effect {
  /** Nothing. */
  NONE,
  /** A low sun, or head lamps by night, shines into the lens. */
  GLARE,
  /** Shadows of clouds and trees sweep over the road. */
  SHADOWS,
  /** Pale patches of dust or fog drift across. */
  MIST,
  /** Drops of water sit on the lens and run down. */
  DROPS,
  /** The mast swings in strong wind. */
  SHAKE,
  /** Street lamps come on at the scene's second. */
  LAMPS
}
